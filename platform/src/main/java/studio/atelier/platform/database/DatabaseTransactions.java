package studio.atelier.platform.database;

import java.util.function.IntFunction;
import reactor.core.publisher.Mono;

/** Runs work in a database transaction that nobody can cancel. */
public interface DatabaseTransactions {

    /**
     * Runs the work in one transaction at READ COMMITTED, or within the caller's if there is one. A subscriber that
     * goes away does not stop it: the transaction ends as it would have, and its connection goes back to the pool
     * (cancelling a running statement leaks R2DBC connections). Put no {@code timeout}, {@code takeUntil} or
     * {@code switchMap} inside.
     *
     * @return the result of the work, after the commit
     */
    <T> Mono<T> runInTransaction(Mono<T> work);

    /**
     * Goes through many rows a batch at a time, each in a transaction of its own, so that none runs long; until a batch
     * is not full.
     *
     * @param batch given the size, does that many rows at the most and emits how many it did
     * @return how many rows were done in all
     */
    default Mono<Long> runInBatches(int size, IntFunction<Mono<Long>> batch) {
        Mono<Long> next = Mono.defer(() -> runInTransaction(batch.apply(size)));
        return next.expand(done -> done < size ? Mono.empty() : next).reduce(0L, Long::sum);
    }
}
