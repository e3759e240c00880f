package studio.atelier.chat.delivery;

import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.Message;

/** Messages on their way. Every call joins the caller's transaction. */
interface OutgoingMessages {

    /** A message whose turn it is. */
    record Turn(long id, long chatId, Message message, int attempts, Instant createdAt) {}

    /** Adds a message, unless one with this reason is there. */
    Mono<Void> add(long chatId, String reason, Message message, Instant now);

    /**
     * Takes the next message that is due, for as long as the lease; nobody else takes it, or a later one of its chat,
     * in the meantime.
     *
     * @return empty if there is none
     */
    Mono<Turn> take(Instant now, Duration lease);

    /** Ends a message. */
    Mono<Void> end(long id, Outcome outcome, Instant now);

    /** Ends every message that waits for a chat. */
    Mono<Void> endAll(long chatId, Outcome outcome, Instant now);

    /** Gives a message back, to be tried again later. */
    Mono<Void> putOff(long id, Instant due);

    /**
     * Deletes up to {@code limit} messages that ended before a moment.
     *
     * @return how many
     */
    Mono<Long> deleteEndedBefore(Instant moment, int limit);

    /** What became of a message. */
    enum Outcome {
        SENT,
        REFUSED,
        UNREACHABLE,
        TOO_OLD
    }
}
