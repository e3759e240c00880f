package studio.atelier.generation.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.operation.GenerationRequest;
import studio.atelier.platform.idempotency.BodyHash;
import studio.atelier.platform.idempotency.IdempotencyKey;

/**
 * A request for a job.
 *
 * @param retryOf the job it repeats, if it does
 */
record Submission(
        UserId user,
        IdempotencyKey key,
        BodyHash hash,
        GenerationRequest request,
        @Nullable UUID retryOf) {}
