package studio.atelier.chat.delivery;

import java.time.Duration;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.OutgoingMessage;

/**
 * Outgoing messages; their times are the database's. Every call is one statement, which joins the caller's transaction
 * if there is one.
 */
interface OutgoingMessages {

    /** A message that is leased to be sent. */
    record LeasedOutgoingMessage(long id, long chatId, OutgoingMessage message, int attempts, Duration age) {}

    /** Adds a message, unless one with this reason exists. */
    Mono<Void> insertMessage(long chatId, String reason, OutgoingMessage message);

    /**
     * Leases the next due message; until the lease ends neither it nor a later message of its chat is leased again.
     *
     * @return empty if there is none
     */
    Mono<LeasedOutgoingMessage> leaseMessage(Duration lease);

    /** Ends a message. */
    Mono<Void> endMessage(long id, DeliveryOutcome outcome);

    /** Ends all waiting messages of a chat. */
    Mono<Void> endAll(long chatId, DeliveryOutcome outcome);

    /** Releases a message, to be tried again after this long. */
    Mono<Void> putOff(long id, Duration wait);

    /**
     * Deletes up to {@code limit} messages that ended longer ago than this.
     *
     * @return the number deleted
     */
    Mono<Long> deleteEnded(Duration age, int limit);

    /** Outcome of a message. */
    enum DeliveryOutcome {
        SENT,
        REFUSED,
        UNREACHABLE,
        TOO_OLD
    }
}
