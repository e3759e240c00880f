package studio.atelier.platform.database;

import reactor.core.publisher.Mono;

/** Runs work in a database transaction that nobody can cancel. */
public interface Transactions {

    /**
     * Runs the work in one transaction at READ COMMITTED, or within the caller's if there is one. A subscriber that
     * goes away does not stop it: the transaction ends as it would have, and its connection goes back to the pool
     * (cancelling a running statement leaks R2DBC connections). Put no {@code timeout}, {@code takeUntil} or
     * {@code switchMap} inside.
     *
     * @return the result of the work, after the commit
     */
    <T> Mono<T> run(Mono<T> work);
}
