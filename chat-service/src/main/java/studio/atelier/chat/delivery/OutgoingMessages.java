package studio.atelier.chat.delivery;

import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.OutgoingMessage;

/** Messages on their way. Every call joins the caller's transaction. */
interface OutgoingMessages {

    /** A message whose turn it is. */
    record LeasedOutgoingMessage(long id, long chatId, OutgoingMessage message, int attempts, Instant createdAt) {}

    /** Adds a message, unless one with this reason is there. */
    Mono<Void> insertMessage(long chatId, String reason, OutgoingMessage message, Instant now);

    /**
     * Takes the next message that is due, for as long as the lease; nobody else takes it, or a later one of its chat,
     * in the meantime.
     *
     * @return empty if there is none
     */
    Mono<LeasedOutgoingMessage> leaseMessage(Instant now, Duration lease);

    /** Ends a message. */
    Mono<Void> endMessage(long id, DeliveryOutcome outcome, Instant now);

    /** Ends every message that waits for a chat. */
    Mono<Void> endAll(long chatId, DeliveryOutcome outcome, Instant now);

    /** Gives a message back, to be tried again later. */
    Mono<Void> putOff(long id, Instant due);

    /**
     * Deletes up to {@code limit} messages that ended before a moment.
     *
     * @return how many
     */
    Mono<Long> deleteEndedBefore(Instant moment, int limit);

    /** What became of a message. */
    enum DeliveryOutcome {
        SENT,
        REFUSED,
        UNREACHABLE,
        TOO_OLD
    }
}
