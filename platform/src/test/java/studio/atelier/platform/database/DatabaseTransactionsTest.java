package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DatabaseTransactionsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Counted transactions = new Counted();

    @Test
    void goesOnUntilABatchIsNotFull() {
        Iterator<Long> batches = List.of(10L, 10L, 3L, 10L).iterator();

        StepVerifier.create(transactions.runInBatches(10, size -> Mono.fromSupplier(batches::next)))
                .expectNext(23L)
                .expectComplete()
                .verify(LIMIT);

        assertThat(transactions.begun).isEqualTo(3);
    }

    @Test
    void goesThroughMoreBatchesThanAStackIsDeep() {
        Iterator<Long> batches = LongStream.concat(LongStream.generate(() -> 1).limit(50_000), LongStream.of(0))
                .iterator();

        StepVerifier.create(transactions.runInBatches(1, size -> Mono.fromSupplier(batches::next)))
                .expectNext(50_000L)
                .expectComplete()
                .verify(LIMIT);
    }

    /** Counts transactions without opening any. */
    private static final class Counted implements DatabaseTransactions {

        private int begun;

        @Override
        public <T> Mono<T> runInTransaction(Mono<T> work) {
            begun++;
            return work;
        }
    }
}
