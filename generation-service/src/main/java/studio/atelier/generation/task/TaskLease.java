package studio.atelier.generation.task;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;

/**
 * The right to run a task until a time, unless it is renewed.
 *
 * @param epoch raised with each hand-over; every write to the job or its task is guarded by it
 * @param traceparent of the request or event that queued the task, if it had a trace
 * @param takenOver whether another worker held the task and fell silent
 */
public record TaskLease(
        UUID jobId,
        String queue,
        UserId user,
        long epoch,
        Instant enqueuedAt,
        @Nullable String traceparent,
        boolean takenOver) {

    /** Whether no worker has held the task before. */
    public boolean isFirst() {
        return epoch == 1;
    }
}
