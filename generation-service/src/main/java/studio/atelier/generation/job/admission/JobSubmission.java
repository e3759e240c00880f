package studio.atelier.generation.job.admission;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.operation.GenerationRequest;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.RequestBodyHash;

/**
 * A request for a job.
 *
 * @param locale for the texts of errors
 * @param retryOf the job that it retries, if any
 */
public record JobSubmission(
        UserId user,
        IdempotencyKey key,
        RequestBodyHash hash,
        GenerationRequest request,
        Locale locale,
        @Nullable UUID retryOf) {}
