package studio.atelier.platform.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record a consumer group could not handle. Its content is not shown.
 *
 * @param offset its place among the group's dead letters
 * @param eventId the CloudEvents id, if it has a readable one
 * @param type the CloudEvents type, if it has one
 * @param origin topic, partition and offset it first came from: {@code billing.events.v1-3 at 42}
 * @param reason why it could not be handled
 * @param at when that was last tried
 */
public record DeadLetter(
        String group,
        long offset,
        @Nullable UUID eventId,
        @Nullable String type,
        String origin,
        String reason,
        @Nullable Instant at) {}
