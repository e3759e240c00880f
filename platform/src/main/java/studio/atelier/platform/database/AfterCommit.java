package studio.atelier.platform.database;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;

/** Work that is worth doing once the transaction has committed, and that may be lost. */
public final class AfterCommit {

    private AfterCommit() {}

    /**
     * Runs the work after the caller's transaction has committed. Its failure is the work's own matter.
     *
     * @return fails with {@link IllegalStateException} outside a transaction
     */
    public static Mono<Void> run(Mono<Void> work) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .onErrorMap(
                        NoTransactionException.class,
                        e -> new IllegalStateException("Work after a commit wants a transaction", e))
                .doOnNext(transaction -> transaction.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public Mono<Void> afterCommit() {
                        return work;
                    }
                }))
                .then();
    }
}
