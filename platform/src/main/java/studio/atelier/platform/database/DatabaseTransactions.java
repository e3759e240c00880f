package studio.atelier.platform.database;

import java.util.function.IntFunction;
import reactor.core.publisher.Mono;

/** Runs work in a database transaction that cannot be cancelled. */
public interface DatabaseTransactions {

    /**
     * Runs the work in one transaction at READ COMMITTED, or within the caller's if there is one. Cancelling the
     * subscription does not stop it: the transaction ends normally and its connection returns to the pool (cancelling a
     * running statement leaks R2DBC connections). Put no {@code timeout}, {@code takeUntil} or {@code switchMap}
     * inside.
     *
     * @return the result of the work, after the commit
     */
    <T> Mono<T> runInTransaction(Mono<T> work);

    /**
     * Processes many rows a batch at a time, each batch in its own short transaction, until a batch is not full.
     *
     * @param batch given the size, processes at most that many rows and emits how many it processed
     * @return how many rows were processed in all
     */
    default Mono<Long> runInBatches(int size, IntFunction<Mono<Long>> batch) {
        Mono<Long> next = Mono.defer(() -> runInTransaction(batch.apply(size)));
        return next.expand(done -> done < size ? Mono.empty() : next).reduce(0L, Long::sum);
    }
}
