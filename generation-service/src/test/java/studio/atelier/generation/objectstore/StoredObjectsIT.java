package studio.atelier.generation.objectstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.generation.PictureServiceTest;
import studio.atelier.generation.TestStore;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.test.TurnableClock;

@PictureServiceTest
class StoredObjectsIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final byte[] CONTENT = {1, 2, 3};

    @Autowired
    StoredObjects objects;

    @Autowired
    DatabaseTransactions transactions;

    @Autowired
    TurnableClock clock;

    @Autowired
    TestStore store;

    private final StoredObjectKey key = new StoredObjectKey("tests", UUID.randomUUID(), "file");

    @AfterEach
    void turnBack() {
        clock.turnBack();
    }

    @Test
    void aKeptFileStays() {
        run(objects.writeObjects(Map.of(key, CONTENT)));
        run(transactions.runInTransaction(objects.keepObjects(List.of(key))));
        clock.turnBy(Duration.ofDays(1000));
        run(objects.removeDue());
        assertThat(objects.readWhole(key, 10).block(LIMIT)).isEqualTo(CONTENT);
    }

    @Test
    void aDiscardedFileGoesOnlyAfterTheCommit() {
        run(objects.writeObjects(Map.of(key, CONTENT)));
        run(transactions.runInTransaction(objects.keepObjects(List.of(key))));
        StepVerifier.create(transactions.runInTransaction(objects.discardObjects(List.of(key))
                        .then(Mono.error(new IllegalArgumentException("changed its mind")))))
                .expectError(IllegalArgumentException.class)
                .verify(LIMIT);
        run(objects.removeDue());
        assertThat(store.filesOf(key.id())).hasSize(1);

        run(transactions.runInTransaction(objects.discardObjects(List.of(key))));
        run(objects.removeDue());
        assertThat(store.filesOf(key.id())).isEmpty();
    }

    @Test
    void writingAKeptFileAgainDoesNotEndanger() {
        run(objects.writeObjects(Map.of(key, CONTENT)));
        run(transactions.runInTransaction(objects.keepObjects(List.of(key))));
        run(objects.writeObjects(Map.of(key, CONTENT)));
        clock.turnBy(Duration.ofDays(2));
        run(objects.removeDue());
        assertThat(store.filesOf(key.id())).hasSize(1);
    }

    @Test
    void aFileCannotBeKeptOnceItIsGone() {
        StepVerifier.create(transactions.runInTransaction(objects.keepObjects(List.of(key))))
                .expectError(IllegalStateException.class)
                .verify(LIMIT);
    }

    /** An object kept before its deletion stays; a later keep fails. There is never a row without a file. */
    @Test
    void keepingAndSweepingAtOnceNeverLosesAKeptFile() {
        List<StoredObjectKey> keys = Flux.range(0, 60)
                .map(i -> new StoredObjectKey("tests", UUID.randomUUID(), "race"))
                .delayUntil(each -> objects.writeObjects(Map.of(each, CONTENT)))
                .collectList()
                .block(LIMIT);
        clock.turnBy(Duration.ofHours(25));

        Mono<Long> sweeps =
                Flux.range(0, 4).flatMap(i -> objects.removeDue(), 4).reduce(0L, Long::sum);
        Flux<StoredObjectKey> kept = Flux.fromIterable(keys)
                .flatMap(
                        each -> transactions
                                .runInTransaction(objects.keepObjects(List.of(each)))
                                .thenReturn(each)
                                .onErrorResume(IllegalStateException.class, gone -> Mono.empty()),
                        8);
        List<StoredObjectKey> safe =
                Mono.zip(kept.collectList(), sweeps).block(LIMIT).getT1();

        run(objects.removeDue());
        for (StoredObjectKey each : keys) {
            assertThat(store.filesOf(each.id())).hasSize(safe.contains(each) ? 1 : 0);
        }
    }

    private static <T> void run(Mono<T> work) {
        work.block(LIMIT);
    }
}
