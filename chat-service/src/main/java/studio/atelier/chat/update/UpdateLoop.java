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
import studio.atelier.chat.update.Updates.Outcome;
import studio.atelier.chat.update.Updates.Waiting;
import studio.atelier.chat.work.WorkLoop;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.fault.Outage;
import studio.atelier.platform.trace.ObservedWork;
import studio.atelier.platform.trace.UserInContext;

/**
 * Handles the updates that wait: each in one transaction with what it causes and with the mark that it is done, so that
 * a process that dies half way leaves nothing and another begins anew.
 */
@Component
class UpdateLoop extends WorkLoop {

    private static final Logger log = LoggerFactory.getLogger(UpdateLoop.class);
    private static final int AT_ONCE = 4;
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(2);

    private final Updates updates;
    private final UpdateReader reader;
    private final UpdateHandler handler;
    private final Transactions transactions;
    private final ObservationRegistry observations;
    private final Clock clock;

    UpdateLoop(
            Updates updates,
            UpdateReader reader,
            UpdateHandler handler,
            Transactions transactions,
            ObservationRegistry observations,
            Clock clock) {
        super("updates", AT_ONCE);
        this.updates = updates;
        this.reader = reader;
        this.handler = handler;
        this.transactions = transactions;
        this.observations = observations;
        this.clock = clock;
    }

    @Override
    protected Mono<Boolean> doOne() {
        return transactions
                .run(Mono.defer(() -> updates.next(clock.instant())).flatMap(this::handle))
                .onErrorResume(FailedUpdateException.class, this::putOff);
    }

    /** Under an observation of its own, for whoever wrote. */
    private <T> Mono<T> named(Optional<IncomingUpdate> update, Mono<T> work) {
        ContextView writer = update.filter(IncomingUpdate::privateChat)
                .map(wrote -> UserInContext.of(UserId.ofTelegram(wrote.chatId())))
                .orElse(Context.empty());
        return ObservedWork.of(() -> Observation.createNotStarted("atelier.telegram.update", observations), work)
                .contextWrite(context -> context.putAll(writer));
    }

    private Mono<Boolean> handle(Waiting waiting) {
        Optional<IncomingUpdate> update = reader.read(waiting.payload());
        Mono<Boolean> handled = Mono.justOrEmpty(update)
                .flatMap(handler::handle)
                .defaultIfEmpty(false)
                .flatMap(done ->
                        updates.handled(waiting.updateId(), done ? Outcome.ANSWERED : Outcome.IGNORED, clock.instant()))
                .thenReturn(true);
        return named(update, handled).onErrorMap(error -> new FailedUpdateException(waiting, error));
    }

    private Mono<Boolean> putOff(FailedUpdateException failed) {
        Mono<Void> noted = Mono.defer(() -> Outage.isOne(failed.failure)
                ? waitForTheEndOfAnOutage(failed.waiting, failed.failure)
                : countTheFailure(failed.waiting, failed.failure));
        return transactions.run(named(reader.read(failed.waiting.payload()), noted.thenReturn(true)));
    }

    /** An outage is not the update's fault: however long it lasts, the update is not given up. */
    private Mono<Void> waitForTheEndOfAnOutage(Waiting waiting, Throwable cause) {
        log.warn("Update {} is tried again after an outage: {}", waiting.updateId(), cause.toString());
        return updates.putOff(
                waiting.updateId(), waiting.attempts(), clock.instant().plus(AFTER_OUTAGE));
    }

    /** After some failures an update is given up, since the later ones of its chat wait for it. */
    private Mono<Void> countTheFailure(Waiting waiting, Throwable cause) {
        int attempts = waiting.attempts() + 1;
        boolean last = attempts >= MAX_ATTEMPTS;
        log.error("Update {} failed, {}", waiting.updateId(), last ? "given up" : "tried again later", cause);
        Instant now = clock.instant();
        return last
                ? updates.handled(waiting.updateId(), Outcome.FAILED, now)
                : updates.putOff(waiting.updateId(), attempts, now.plus(Duration.ofSeconds(1L << waiting.attempts())));
    }

    private static final class FailedUpdateException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Waiting waiting;
        private final Throwable failure;

        FailedUpdateException(Waiting waiting, Throwable failure) {
            super(failure);
            this.waiting = waiting;
            this.failure = failure;
        }
    }
}
