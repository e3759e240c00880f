package studio.atelier.generation.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.contracts.job.JobStatus;

/** Jobs with defaults. */
public final class JobFixtures {

    private static final Instant CREATED = Instant.parse("2026-11-20T10:00:00Z");

    private JobHoldState holdState = JobHoldState.ASKED;
    private JobStatus status = JobStatus.PENDING;
    private @Nullable String releaseReason;
    private @Nullable Integer reportedPercent;
    private Map<String, Object> imageParameters = Map.of();

    private JobFixtures() {}

    public static JobFixtures aJob() {
        return new JobFixtures();
    }

    JobFixtures holding(JobHoldState state) {
        holdState = state;
        return this;
    }

    JobFixtures releasedBecause(String reason) {
        releaseReason = reason;
        return holding(JobHoldState.RELEASING);
    }

    /** Running, and this far as its provider says. */
    public JobFixtures reporting(int percent) {
        status = JobStatus.PROCESSING;
        reportedPercent = percent;
        return this;
    }

    /** With a seed that its user chose. */
    public JobFixtures withSeed(long seed) {
        imageParameters = Map.of("seed", seed);
        return this;
    }

    Job completed() {
        return in(JobStatus.COMPLETED);
    }

    Job in(JobStatus other) {
        status = other;
        return build();
    }

    public Job build() {
        return new Job(
                UUID.fromString("01900000-0000-7000-8000-000000000001"),
                new UserId(UUID.fromString("01900000-0000-7000-8000-000000000002")),
                "try-on",
                status,
                1,
                false,
                null,
                new Job.JobProviderWork(
                        "{}",
                        "nano-banana-2",
                        "a kite",
                        "v1",
                        List.of(),
                        imageParameters,
                        0,
                        null,
                        null,
                        Duration.ofSeconds(20),
                        reportedPercent),
                new Job.JobPayment(
                        2,
                        PriceUnit.ACTIONS,
                        Funding.AUTO,
                        null,
                        Source.FREE,
                        true,
                        UUID.fromString("01900000-0000-7000-8000-000000000003"),
                        holdState,
                        CREATED.plus(Duration.ofDays(2)),
                        0,
                        releaseReason,
                        null),
                new Job.JobTimestamps(CREATED, null, CREATED, null, null, null),
                null,
                false);
    }
}
