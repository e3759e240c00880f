package studio.atelier.bench.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProviderTimesTest {

    private static final Instant BEGIN = Instant.parse("2026-12-01T12:00:00Z");

    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();
    private final UUID third = UUID.randomUUID();
    private final ProviderTimes times = new ProviderTimes(
            Map.of(first, BEGIN.plusMillis(100), second, BEGIN.plusMillis(500), third, BEGIN.plusMillis(900)));

    @Test
    void measuresFromAndToTheMomentAtTheProvider() {
        assertThat(times.since(Map.of(first, BEGIN)).meanMillis()).isCloseTo(100, offset(0.1));
        assertThat(times.until(Map.of(second, BEGIN.plusMillis(530))).meanMillis())
                .isCloseTo(30, offset(0.1));
    }

    @Test
    void refusesAJobThatTheProviderDoesNotKnow() {
        UUID unknown = UUID.randomUUID();

        assertThatThrownBy(() -> times.until(Map.of(unknown, BEGIN)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(unknown.toString());
    }

    @Test
    void measuresTheTimeBetweenTwoCallsWithinAPeriod() {
        assertThat(times.meanMillisBetween(BEGIN, BEGIN.plusSeconds(1))).isEqualTo(400);
        assertThat(times.meanMillisBetween(BEGIN, BEGIN.plusMillis(200))).isNaN();
    }
}
