package studio.atelier.chat.delivery;

import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.OutgoingMessage;

/** Outgoing messages. Every call joins the caller's transaction. */
interface OutgoingMessages {

    /** A message that is leased to be sent. */
    record LeasedOutgoingMessage(long id, long chatId, OutgoingMessage message, int attempts, Instant createdAt) {}

    /** Adds a message, unless one with this reason exists. */
    Mono<Void> insertMessage(long chatId, String reason, OutgoingMessage message, Instant now);

    /**
     * Leases the next due message; until the lease ends neither it nor a later message of its chat is leased again.
     *
     * @return empty if there is none
     */
    Mono<LeasedOutgoingMessage> leaseMessage(Instant now, Duration lease);

    /** Ends a message. */
    Mono<Void> endMessage(long id, DeliveryOutcome outcome, Instant now);

    /** Ends all waiting messages of a chat. */
    Mono<Void> endAll(long chatId, DeliveryOutcome outcome, Instant now);

    /** Releases a message, to be tried again later. */
    Mono<Void> putOff(long id, Instant due);

    /**
     * Deletes up to {@code limit} messages that ended before a given time.
     *
     * @return the number deleted
     */
    Mono<Long> deleteEndedBefore(Instant moment, int limit);

    /** Outcome of a message. */
    enum DeliveryOutcome {
        SENT,
        REFUSED,
        UNREACHABLE,
        TOO_OLD
    }
}
