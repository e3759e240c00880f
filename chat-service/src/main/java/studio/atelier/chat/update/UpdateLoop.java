package studio.atelier.chat.update;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.chat.update.Updates.Outcome;
import studio.atelier.chat.update.Updates.Waiting;
import studio.atelier.chat.work.WorkLoop;
import studio.atelier.platform.database.Transactions;

/**
 * Handles the updates that wait: each in one transaction with what it causes and with the mark that it is done, so that
 * a process that dies half way leaves nothing and another begins anew.
 */
@Component
class UpdateLoop extends WorkLoop {

    private static final Logger log = LoggerFactory.getLogger(UpdateLoop.class);
    private static final int AT_ONCE = 4;
    private static final int MAX_ATTEMPTS = 5;

    private final Updates updates;
    private final UpdateReader reader;
    private final UpdateHandler handler;
    private final Transactions transactions;
    private final Clock clock;

    UpdateLoop(Updates updates, UpdateReader reader, UpdateHandler handler, Transactions transactions, Clock clock) {
        super("updates", AT_ONCE);
        this.updates = updates;
        this.reader = reader;
        this.handler = handler;
        this.transactions = transactions;
        this.clock = clock;
    }

    @Override
    protected Mono<Boolean> doOne() {
        return transactions
                .run(Mono.defer(() -> updates.next(clock.instant())).flatMap(this::handle))
                .onErrorResume(FailedUpdateException.class, this::putOff);
    }

    private Mono<Boolean> handle(Waiting waiting) {
        Optional<IncomingUpdate> update = reader.read(waiting.payload());
        return Mono.justOrEmpty(update)
                .flatMap(handler::handle)
                .defaultIfEmpty(false)
                .flatMap(done ->
                        updates.handled(waiting.updateId(), done ? Outcome.ANSWERED : Outcome.IGNORED, clock.instant()))
                .thenReturn(true)
                .onErrorMap(error -> new FailedUpdateException(waiting, error));
    }

    /** After some failures an update is given up, since the later ones of its chat wait for it. */
    private Mono<Boolean> putOff(FailedUpdateException failed) {
        Waiting waiting = failed.waiting;
        boolean last = waiting.attempts() + 1 >= MAX_ATTEMPTS;
        log.error(
                "Update {} failed, {}", waiting.updateId(), last ? "given up" : "tried again later", failed.getCause());
        Instant now = clock.instant();
        Mono<Void> noted = last
                ? updates.handled(waiting.updateId(), Outcome.FAILED, now)
                : updates.putOff(waiting.updateId(), now.plus(Duration.ofSeconds(1L << waiting.attempts())));
        return transactions.run(noted.thenReturn(true));
    }

    private static final class FailedUpdateException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Waiting waiting;

        FailedUpdateException(Waiting waiting, Throwable cause) {
            super(cause);
            this.waiting = waiting;
        }
    }
}
