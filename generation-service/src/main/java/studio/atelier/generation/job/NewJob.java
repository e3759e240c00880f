package studio.atelier.generation.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.billing.Source;
import studio.atelier.generation.operation.PlannedWork;

/** A job to be written. */
record NewJob(
        UUID id,
        UserId user,
        PlannedWork work,
        Funding funding,
        @Nullable Source expectedSource,
        UUID holdId,
        int mostWaiting,
        @Nullable UUID retryOf) {}
