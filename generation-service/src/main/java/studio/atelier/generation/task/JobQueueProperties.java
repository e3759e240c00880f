package studio.atelier.generation.task;

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
 * The queues, one for each provider.
 *
 * @param slots how many tasks of a queue one worker runs at once, unless the queue says otherwise
 * @param lease how long a worker may be silent before others take its tasks over
 * @param heartbeat how often a worker renews its leases
 * @param byProvider settings of single providers' queues
 */
@Validated
@ConfigurationProperties("atelier.generation.queue")
public record JobQueueProperties(
        @Positive @DefaultValue("5") int slots,
        @NotNull @DefaultValue("30s") Duration lease,
        @NotNull @DefaultValue("8s") Duration heartbeat,
        @DefaultValue Map<String, @Valid JobQueueSettings> byProvider) {

    private static final Duration ANY = Duration.ofSeconds(1);

    /** Copies the settings. */
    public JobQueueProperties {
        byProvider = Map.copyOf(byProvider);
    }

    /**
     * Settings of one queue.
     *
     * @param slots tasks one worker runs at once
     * @param totalSlots tasks all workers together run at once; null for no limit
     * @param rate new requests the provider allows our whole account within {@code ratePeriod}; null for no limit
     * @param ratePeriod the provider's own period with some margin, since requests travel unevenly
     */
    public record JobQueueSettings(
            @Positive @Nullable Integer slots,
            @Positive @Nullable Integer totalSlots,
            @Positive @Nullable Integer rate,
            @NotNull @DefaultValue("10500ms") Duration ratePeriod) {}

    /** Tasks of this queue that one worker runs at once. */
    public int slotsOf(String queue) {
        JobQueueSettings special = byProvider.get(queue);
        Integer own = special == null ? null : special.slots();
        return own == null ? slots : own;
    }

    /** Tasks of this queue that all workers together run at once, or null if they are not limited. */
    public @Nullable Integer totalSlotsOf(String queue) {
        JobQueueSettings special = byProvider.get(queue);
        return special == null ? null : special.totalSlots();
    }

    /** Tasks of this queue that so many workers run at once. */
    public long slotsOfWorkers(String queue, long workers) {
        long slotsOfAll = workers * slotsOf(queue);
        Integer total = totalSlotsOf(queue);
        return total == null ? slotsOfAll : Math.min(slotsOfAll, total);
    }

    /** The account-wide rate of this queue, or null if it has none. */
    public @Nullable Integer rateOf(String queue) {
        JobQueueSettings special = byProvider.get(queue);
        return special == null ? null : special.rate();
    }

    /** The period that the rate of the queue is counted in. */
    public Duration ratePeriodOf(String queue) {
        JobQueueSettings special = byProvider.get(queue);
        return special == null ? ANY : special.ratePeriod();
    }
}
