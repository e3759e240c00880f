package studio.atelier.contracts.job;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/**
 * A job was queued, started, or ended: a step shown to its user.
 *
 * @param operation wire name of the operation, such as {@code try-on}
 * @param status the current status
 * @param version grows with every change of the job; an older one is stale
 * @param errorCode stable problem code if it failed
 * @param queuePosition 1 for the next to run; null if it is not waiting
 * @param batchId of the batch it belongs to, if any
 */
@EventType(value = "job.changed.v1", topic = EventTopic.USER_NOTIFICATIONS)
public record JobChanged(
        UserId userId,
        UUID jobId,
        String operation,
        JobStatus status,
        long version,
        @Nullable String errorCode,
        @Nullable Integer queuePosition,
        @Nullable UUID batchId,
        Instant occurredAt)
        implements UserEvent {}
