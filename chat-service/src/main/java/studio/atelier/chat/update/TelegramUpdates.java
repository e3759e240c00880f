package studio.atelier.chat.update;

import java.time.Instant;
import reactor.core.publisher.Mono;

/** The updates that have come. Every call joins the caller's transaction. */
interface TelegramUpdates {

    /** An update that waits, as it came. */
    record WaitingTelegramUpdate(long updateId, String payload, int attempts) {}

    /**
     * Keeps an update, unless it has come before.
     *
     * @return whether it is new
     */
    Mono<Boolean> insertUpdate(IncomingTelegramUpdate update, String payload, Instant now);

    /**
     * Takes the next update that is due, for this transaction. None is taken from a chat of which an earlier one waits
     * or is being handled.
     *
     * @return empty if there is none
     */
    Mono<WaitingTelegramUpdate> lockNextUpdate(Instant now);

    /** Notes what became of an update. */
    Mono<Void> markHandled(long updateId, TelegramUpdateOutcome outcome, Instant now);

    /**
     * Puts an update off.
     *
     * @param attempts how many have failed by now
     */
    Mono<Void> putOff(long updateId, int attempts, Instant due);

    /**
     * Deletes up to {@code limit} updates handled before a moment.
     *
     * @return how many
     */
    Mono<Long> deleteHandledBefore(Instant moment, int limit);

    /** What became of an update. */
    enum TelegramUpdateOutcome {
        ANSWERED,
        IGNORED,
        FAILED
    }
}
