package studio.atelier.chat.update;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import studio.atelier.chat.update.TelegramUpdates.TelegramUpdateOutcome;
import studio.atelier.chat.update.TelegramUpdates.WaitingTelegramUpdate;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.outage.DependencyOutage;
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.trace.UserReactorContext;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;
import studio.atelier.platform.work.WorkLoop;

/**
 * Handles waiting updates: each in one transaction with its effects and with the mark that it is handled, so that a
 * process that dies in between leaves nothing behind and another one starts anew.
 */
@Component
class TelegramUpdateLoop extends BackgroundWork {

    private static final Logger log = LoggerFactory.getLogger(TelegramUpdateLoop.class);
    private static final int AT_ONCE = 4;
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration POLL_EVERY = Duration.ofSeconds(1);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);
    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(2);

    private final WorkLoop loop = addLoop(WorkLoop.onSignal("Telegram updates", AT_ONCE, this::handleNextUpdate));
    private final TelegramUpdates updates;
    private final TelegramUpdateReader reader;
    private final TelegramUpdateHandler handler;
    private final DatabaseTransactions transactions;
    private final ObservationRegistry observations;
    private final Clock clock;

    TelegramUpdateLoop(
            TelegramUpdates updates,
            TelegramUpdateReader reader,
            TelegramUpdateHandler handler,
            DatabaseTransactions transactions,
            ObservationRegistry observations,
            Clock clock) {
        super(ShutdownPhase.BOT, DRAIN_LIMIT);
        this.updates = updates;
        this.reader = reader;
        this.handler = handler;
        this.transactions = transactions;
        this.observations = observations;
        this.clock = clock;
        addLoop(WorkLoop.polling("Looks for Telegram updates", 1, POLL_EVERY, this::lookForUpdate));
    }

    /** Signals that an update waits. */
    void signalWork() {
        loop.signalWork();
    }

    private Mono<Boolean> lookForUpdate() {
        return updates.hasDueUpdate(clock.instant())
                .filter(due -> due)
                .doOnNext(due -> signalWork())
                .thenReturn(false);
    }

    /** Empty if none waits. */
    Mono<Boolean> handleNextUpdate() {
        return transactions
                .runInTransaction(Mono.defer(() -> updates.lockNextUpdate(clock.instant()))
                        .flatMap(this::handleUpdate))
                .onErrorResume(FailedUpdateException.class, this::putOff);
    }

    /** Runs in an observation of its own, in the context of the user who wrote. */
    private <T> Mono<T> observeForWriter(Optional<IncomingTelegramUpdate> update, Mono<T> work) {
        ContextView writer = update.filter(IncomingTelegramUpdate::privateChat)
                .map(received -> UserReactorContext.of(UserId.ofTelegram(received.chatId())))
                .orElse(Context.empty());
        return ReactiveObservations.observeMono(
                        () -> Observation.createNotStarted("atelier.telegram.update", observations), work)
                .contextWrite(context -> context.putAll(writer));
    }

    private Mono<Boolean> handleUpdate(WaitingTelegramUpdate waiting) {
        Optional<IncomingTelegramUpdate> update = reader.readUpdate(waiting.payload());
        Mono<Boolean> handled = Mono.justOrEmpty(update)
                .flatMap(handler::handle)
                .defaultIfEmpty(false)
                .flatMap(done -> updates.markHandled(
                        waiting.updateId(),
                        done ? TelegramUpdateOutcome.ANSWERED : TelegramUpdateOutcome.IGNORED,
                        clock.instant()))
                .thenReturn(true);
        return observeForWriter(update, handled).onErrorMap(error -> new FailedUpdateException(waiting, error));
    }

    private Mono<Boolean> putOff(FailedUpdateException failed) {
        Mono<Void> saved = Mono.defer(() -> DependencyOutage.isOne(failed.failure)
                ? retryAfterOutage(failed.waiting, failed.failure)
                : countFailure(failed.waiting, failed.failure));
        return transactions.runInTransaction(
                observeForWriter(reader.readUpdate(failed.waiting.payload()), saved.thenReturn(true)));
    }

    /** An outage is not the update's fault: the update is retried however long the outage lasts. */
    private Mono<Void> retryAfterOutage(WaitingTelegramUpdate waiting, Throwable cause) {
        log.warn("Update {} failed because of an outage: {}; it will be retried", waiting.updateId(), cause.toString());
        return updates.putOff(
                waiting.updateId(), waiting.attempts(), clock.instant().plus(AFTER_OUTAGE));
    }

    /** After some failures an update is given up, since later updates of its chat wait for it. */
    private Mono<Void> countFailure(WaitingTelegramUpdate waiting, Throwable cause) {
        int attempts = waiting.attempts() + 1;
        boolean last = attempts >= MAX_ATTEMPTS;
        log.error("Update {} failed; {}", waiting.updateId(), last ? "it is given up" : "it will be retried", cause);
        Instant now = clock.instant();
        return last
                ? updates.markHandled(waiting.updateId(), TelegramUpdateOutcome.FAILED, now)
                : updates.putOff(waiting.updateId(), attempts, now.plus(Duration.ofSeconds(1L << waiting.attempts())));
    }

    private static final class FailedUpdateException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient WaitingTelegramUpdate waiting;
        private final Throwable failure;

        FailedUpdateException(WaitingTelegramUpdate waiting, Throwable failure) {
            super(failure);
            this.waiting = waiting;
            this.failure = failure;
        }
    }
}
