package studio.atelier.platform.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import studio.atelier.platform.trace.CurrentTraceAndUser;

/** Work to run once the transaction has committed. It can be lost. */
public final class CommitCallbacks {

    private static final Logger log = LoggerFactory.getLogger(CommitCallbacks.class);

    private CommitCallbacks() {}

    /**
     * Runs the work after the caller's transaction has committed, before subscribers of the transaction are notified. A
     * failure of the work is logged and affects neither the caller nor later callbacks. The work keeps the caller's
     * trace and user, and nothing else of its context.
     *
     * @return fails with {@link IllegalStateException} outside a transaction
     */
    public static Mono<Void> runAfterCommit(Mono<Void> work) {
        return Mono.deferContextual(
                context -> registerCallback(work.contextWrite(CurrentTraceAndUser.copyTraceAndUser(context))));
    }

    /** Runs the work as {@link #runAfterCommit} does, or at once if the caller has no transaction. */
    public static Mono<Void> runOnceCommitted(Mono<Void> work) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .map(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorResume(NoTransactionException.class, none -> Mono.just(false))
                .flatMap(inside -> inside ? runAfterCommit(work) : work.onErrorResume(CommitCallbacks::logFailure));
    }

    private static Mono<Void> registerCallback(Mono<Void> work) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .onErrorMap(
                        NoTransactionException.class,
                        e -> new IllegalStateException("Work after a commit requires a transaction", e))
                .doOnNext(transaction -> transaction.registerSynchronization(new TransactionSynchronization() {
                    @Override
                    public Mono<Void> afterCommit() {
                        return work.onErrorResume(CommitCallbacks::logFailure);
                    }
                }))
                .then();
    }

    private static Mono<Void> logFailure(Throwable error) {
        log.warn("Work after a commit failed", error);
        return Mono.empty();
    }
}
