package studio.atelier.chat;

import reactor.core.publisher.Mono;
import studio.atelier.platform.database.DatabaseTransactions;

/** Runs the work of a test without a database, as within a transaction of the caller. */
public final class SameTransaction implements DatabaseTransactions {

    @Override
    public <T> Mono<T> runInTransaction(Mono<T> work) {
        return work;
    }
}
