package studio.atelier.platform.database;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** {@link Transactions} over a reactive transaction manager. */
final class ShieldedTransactions implements Transactions {

    private final TransactionalOperator operator;

    ShieldedTransactions(TransactionalOperator operator) {
        this.operator = operator;
    }

    @Override
    public <T> Mono<T> run(Mono<T> work) {
        return insideTransaction().flatMap(inside -> inside ? work : shield(operator.transactional(work)));
    }

    private static Mono<Boolean> insideTransaction() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .map(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorResume(NoTransactionException.class, none -> Mono.just(false));
    }

    /** Passes results on, but no cancellation: what runs is not owned by whoever asked for it. */
    static <T> Mono<T> shield(Mono<T> work) {
        return Mono.create(
                sink -> work.subscribe(sink::success, sink::error, sink::success, Context.of(sink.contextView())));
    }
}
