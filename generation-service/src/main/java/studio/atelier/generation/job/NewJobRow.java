package studio.atelier.generation.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.generation.operation.PlannedProviderWork;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.RequestBodyHash;

/** A job to be inserted. */
public record NewJobRow(
        UUID id,
        UserId user,
        IdempotencyKey key,
        RequestBodyHash hash,
        PlannedProviderWork work,
        Funding funding,
        @Nullable Source expectedSource,
        UUID holdId,
        @Nullable UUID retryOf) {}
