package studio.atelier.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresIntervalsTest {

    @Test
    void keepsMilliseconds() {
        assertThat(PostgresIntervals.toInterval(Duration.ofMillis(1_500))).isEqualTo("1500 milliseconds");
    }
}
