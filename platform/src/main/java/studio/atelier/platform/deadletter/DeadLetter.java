package studio.atelier.platform.deadletter;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that a consumer group could not handle, without its content.
 *
 * @param offset its offset in the group's dead-letter topic
 * @param eventId the CloudEvents id, if it has a readable one
 * @param type the CloudEvents type, if it has one
 * @param origin topic, partition and offset it was first read from: {@code billing.events.v1-3 at 42}
 * @param reason why it could not be handled
 * @param at time of the last attempt to handle it
 */
public record DeadLetter(
        String group,
        long offset,
        @Nullable UUID eventId,
        @Nullable String type,
        String origin,
        String reason,
        @Nullable Instant at) {}
