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
 * @param permits how many tasks of a lane one worker runs at once, unless the lane says otherwise
 * @param lease how long a worker may be silent before its tasks go to others
 * @param heartbeat how often a worker renews its leases
 * @param lanes what is special about a lane
 */
@Validated
@ConfigurationProperties("atelier.generation.queue")
public record LaneProperties(
        @Positive @DefaultValue("5") int permits,
        @NotNull @DefaultValue("30s") Duration lease,
        @NotNull @DefaultValue("8s") Duration heartbeat,
        @DefaultValue Map<String, @Valid Lane> lanes) {

    private static final Duration ANY = Duration.ofSeconds(1);

    /** Copies the lanes. */
    public LaneProperties {
        lanes = Map.copyOf(lanes);
    }

    /**
     * One lane.
     *
     * @param permits tasks one worker runs at once
     * @param rate new requests the provider permits our whole account within {@code ratePeriod}; null for no limit
     * @param ratePeriod with some margin over the provider's own, since requests travel unevenly
     */
    public record Lane(
            @Positive @Nullable Integer permits,
            @Positive @Nullable Integer rate,
            @NotNull @DefaultValue("10500ms") Duration ratePeriod) {}

    /** Tasks of this lane that one worker runs at once. */
    public int permitsOf(String lane) {
        Lane special = lanes.get(lane);
        Integer own = special == null ? null : special.permits();
        return own == null ? permits : own;
    }

    /** The account-wide rate of this lane, or null if it has none. */
    public @Nullable Integer rateOf(String lane) {
        Lane special = lanes.get(lane);
        return special == null ? null : special.rate();
    }

    Duration ratePeriodOf(String lane) {
        Lane special = lanes.get(lane);
        return special == null ? ANY : special.ratePeriod();
    }
}
