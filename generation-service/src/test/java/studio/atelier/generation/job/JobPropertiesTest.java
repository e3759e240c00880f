package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobPropertiesTest {

    private static final Duration ANY = Duration.ofMinutes(1);

    private final JobProperties properties = new JobProperties(
            ANY,
            ANY,
            ANY,
            ANY,
            ANY,
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            ANY,
            new JobProperties.PlanQueueLimits(1, 2, 20),
            null,
            Map.of("pro", new JobProperties.PlanQueueLimits(9, 9, 99)));

    @Test
    void asksBillingMoreAndMoreRarely() {
        assertThat(properties.askAgainAfter(0)).isEqualTo(Duration.ofSeconds(10));
        assertThat(properties.askAgainAfter(1)).isEqualTo(Duration.ofSeconds(20));
        assertThat(properties.askAgainAfter(3)).isEqualTo(Duration.ofSeconds(80));
        assertThat(properties.askAgainAfter(99)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void givesEachPlanItsShare() {
        assertThat(properties.allLimits().free().running()).isEqualTo(2);
        assertThat(properties.allLimits().plans().get("pro").running()).isEqualTo(9);
        assertThat(properties.allLimits().paid().weight()).isEqualTo(3);
    }
}
