package studio.atelier.chat.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.chat.ChatServiceTest;
import studio.atelier.platform.database.DatabaseTransactions;

/**
 * A failed update is unlocked before it is put off, so that another worker may handle it in between. The update is due
 * tomorrow, so that the workers of the application itself ignore it.
 */
class TelegramUpdateLoopIT extends ChatServiceTest {

    private static final Instant TOMORROW =
            Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MICROS);

    private final long user = someone();
    private final long updateId = IDS.incrementAndGet();

    @Autowired
    private TelegramUpdates updates;

    @Autowired
    private TelegramUpdateReader reader;

    @Autowired
    private DatabaseTransactions database;

    @Test
    void countsAFailureOnceThatTwoWorkersMet() {
        insertUpdate(0);

        handleByTwoWorkers(update -> Mono.error(new IllegalStateException("simulated")));

        assertThat(count("select attempts from telegram_update where update_id = " + updateId))
                .isOne();
    }

    @Test
    void doesNotGiveUpAnUpdateThatAnotherWorkerHasAnswered() {
        insertUpdate(4);
        AtomicInteger calls = new AtomicInteger();

        handleByTwoWorkers(update ->
                calls.incrementAndGet() == 1 ? Mono.error(new IllegalStateException("simulated")) : Mono.just(true));

        assertThat(count("select count(*) from telegram_update where outcome = 'answered' and update_id = " + updateId))
                .isOne();
    }

    @Test
    void looksForUpdatesThatAreDueAndNotHandled() {
        assertThat(hasDueUpdate(TOMORROW)).isFalse();
        insertUpdate(0);
        assertThat(hasDueUpdate(TOMORROW.minusSeconds(1))).isFalse();
        assertThat(hasDueUpdate(TOMORROW)).isTrue();

        handleByTwoWorkers(update -> Mono.error(new IllegalStateException("simulated")));
        assertThat(hasDueUpdate(TOMORROW)).isFalse();
    }

    private boolean hasDueUpdate(Instant now) {
        return Boolean.TRUE.equals(updates.hasDueUpdate(now).block(LIMIT));
    }

    private void insertUpdate(int attempts) {
        String payload = update(user, updateId, "/start", "en");
        StepVerifier.create(database.runInTransaction(
                        updates.insertUpdate(reader.readUpdate(payload).orElseThrow(), payload, TOMORROW)
                                .then(updates.putOff(updateId, attempts, TOMORROW))))
                .expectComplete()
                .verify(LIMIT);
    }

    /** The second worker handles the update after the first has failed and before the first puts it off. */
    private void handleByTwoWorkers(TelegramUpdateHandler handler) {
        TelegramUpdateLoop second = createLoop(handler, database);
        AtomicInteger transactions = new AtomicInteger();
        TelegramUpdateLoop first = createLoop(handler, new DatabaseTransactions() {
            @Override
            public <T> Mono<T> runInTransaction(Mono<T> work) {
                Mono<T> transaction = database.runInTransaction(work);
                return transactions.incrementAndGet() == 1
                        ? transaction
                        : second.handleNextUpdate().then(transaction);
            }
        });
        StepVerifier.create(first.handleNextUpdate())
                .expectNext(true)
                .expectComplete()
                .verify(LIMIT);
        assertThat(transactions).hasValue(2);
    }

    private TelegramUpdateLoop createLoop(TelegramUpdateHandler handler, DatabaseTransactions transactions) {
        return new TelegramUpdateLoop(
                updates,
                reader,
                handler,
                transactions,
                ObservationRegistry.NOOP,
                Clock.fixed(TOMORROW, ZoneOffset.UTC));
    }
}
