package studio.atelier.generation.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.generation.operation.PlannedProviderWork;

/** A job to be inserted. */
public record NewJobRow(
        UUID id,
        UserId user,
        PlannedProviderWork work,
        Funding funding,
        @Nullable Source expectedSource,
        UUID holdId,
        int mostWaiting,
        @Nullable UUID retryOf) {}
