package studio.atelier.chat.update;

import java.time.Instant;
import reactor.core.publisher.Mono;

/** Received updates. Every call joins the caller's transaction. */
interface TelegramUpdates {

    /** A waiting update, as received. */
    record WaitingTelegramUpdate(long updateId, String payload, int attempts) {}

    /**
     * Stores an update, unless it has been received before.
     *
     * @return whether it is new
     */
    Mono<Boolean> insertUpdate(IncomingTelegramUpdate update, String payload, Instant now);

    /** Whether an update is due that has not been handled. */
    Mono<Boolean> hasDueUpdate(Instant now);

    /**
     * Locks the next due update for this transaction. Skips chats of which an earlier update waits or is being handled.
     *
     * @return empty if there is none
     */
    Mono<WaitingTelegramUpdate> lockNextUpdate(Instant now);

    /** Saves the outcome of an update, unless it has one. */
    Mono<Void> markHandled(long updateId, TelegramUpdateOutcome outcome, Instant now);

    /**
     * Postpones an update, unless it has been handled.
     *
     * @param attempts number of failed attempts so far
     */
    Mono<Void> putOff(long updateId, int attempts, Instant due);

    /**
     * Deletes up to {@code limit} updates handled before a given time.
     *
     * @return the number deleted
     */
    Mono<Long> deleteHandledBefore(Instant moment, int limit);

    /** Outcome of an update. */
    enum TelegramUpdateOutcome {
        ANSWERED,
        IGNORED,
        FAILED
    }
}
