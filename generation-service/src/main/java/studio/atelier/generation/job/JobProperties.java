package studio.atelier.generation.job;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Admission, limits and deadlines of jobs.
 *
 * @param admissionWait how long a POST waits for billing before it answers 202 with a job that still waits for billing
 * @param maxEstimatedWait a request whose estimated wait in the queue is longer is refused with 503
 * @param maxWait a job that waited this long fails, and nothing is charged
 * @param runDeadline a job that was started this long ago fails, and nothing is charged
 * @param holdMargin how long a hold outlives the last deadline of its job
 * @param askAgainAfter how long to wait for billing's answer before a command is repeated; doubled each time up to
 *     {@code askAgainAtMost}
 * @param askAgainAtMost the longest such wait
 * @param statusTtl how long the cached status of a job that has ended stays in Redis
 * @param free limits and weight of users without a plan
 * @param paid limits and weight of users with a plan that {@code plans} does not name
 * @param plans limits and weight by plan code
 */
@Validated
@ConfigurationProperties("atelier.generation.job")
public record JobProperties(
        @NotNull @DefaultValue("2s") Duration admissionWait,
        @NotNull @DefaultValue("20m") Duration maxEstimatedWait,
        @NotNull @DefaultValue("24h") Duration maxWait,
        @NotNull @DefaultValue("15m") Duration runDeadline,
        @NotNull @DefaultValue("24h") Duration holdMargin,
        @NotNull @DefaultValue("10s") Duration askAgainAfter,
        @NotNull @DefaultValue("10m") Duration askAgainAtMost,
        @NotNull @DefaultValue("3600s") Duration statusTtl,
        @Valid @DefaultValue PlanQueueLimits free,
        @Valid @Nullable PlanQueueLimits paid,
        @DefaultValue Map<String, @Valid PlanQueueLimits> plans) {

    private static final PlanQueueLimits PAID = new PlanQueueLimits(3, 5, 50);

    /** Copies the plans. */
    public JobProperties {
        plans = Map.copyOf(plans);
    }

    /**
     * Limits and weight of a plan.
     *
     * @param weight turns in the queue for each turn of a user with weight 1
     * @param running tasks that may run at once
     * @param waiting jobs that may wait at once; one more is refused with 429
     */
    public record PlanQueueLimits(
            @Positive @DefaultValue("1") double weight,
            @Positive @DefaultValue("2") int running,
            @Positive @DefaultValue("20") int waiting) {}

    private PlanQueueLimits paidOrDefault() {
        return paid == null ? PAID : paid;
    }

    /** All limits, for statements that choose those of a user. */
    AllQueueLimits allLimits() {
        return new AllQueueLimits(free, paidOrDefault(), plans);
    }

    /** Limits of users without a plan, with a plan that {@code plans} does not name, and with one that it names. */
    record AllQueueLimits(PlanQueueLimits free, PlanQueueLimits paid, Map<String, PlanQueueLimits> plans) {}

    /** How long a hold lasts: past the last deadline of its job. */
    Duration holdFor() {
        return maxWait.plus(runDeadline).plus(holdMargin);
    }

    /** How long after the command before it a command is repeated for the nth time. */
    public Duration askAgainAfter(int asks) {
        Duration wait = askAgainAfter.multipliedBy(1L << Math.min(asks, 16));
        return wait.compareTo(askAgainAtMost) < 0 ? wait : askAgainAtMost;
    }
}
