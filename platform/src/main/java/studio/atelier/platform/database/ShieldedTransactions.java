package studio.atelier.platform.database;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import studio.atelier.platform.work.ShieldedExecution;

/** {@link DatabaseTransactions} over a reactive transaction manager. */
final class ShieldedTransactions implements DatabaseTransactions {

    private final TransactionalOperator operator;

    ShieldedTransactions(TransactionalOperator operator) {
        this.operator = operator;
    }

    @Override
    public <T> Mono<T> runInTransaction(Mono<T> work) {
        return insideTransaction()
                .flatMap(inside -> inside ? work : ShieldedExecution.fromCancellation(operator.transactional(work)));
    }

    private static Mono<Boolean> insideTransaction() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .map(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorResume(NoTransactionException.class, none -> Mono.just(false));
    }
}
