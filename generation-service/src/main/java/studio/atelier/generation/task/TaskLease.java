package studio.atelier.generation.task;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;

/**
 * The right to work on a job until it is renewed or lost.
 *
 * @param epoch raised with each hand-over; every write to the job or its task names it
 * @param traceparent of what queued the task, if that had a trace
 * @param takenOver whether another worker had the task and fell silent
 */
public record TaskLease(
        UUID jobId,
        String queue,
        UserId user,
        long epoch,
        Instant enqueuedAt,
        @Nullable String traceparent,
        boolean takenOver) {

    /** Whether nobody has had the task before. */
    public boolean isFirst() {
        return epoch == 1;
    }
}
