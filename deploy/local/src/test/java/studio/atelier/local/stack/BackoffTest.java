package studio.atelier.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(30));

    @Test
    void waitsLongerEachTimeUpToHalfAMinute() {
        Duration shortLife = Duration.ofSeconds(1);
        assertThat(backoff.after(shortLife)).isEqualTo(Duration.ofMillis(200));
        assertThat(backoff.after(shortLife)).isEqualTo(Duration.ofMillis(400));
        for (int i = 0; i < 10; i++) {
            backoff.after(shortLife);
        }
        assertThat(backoff.after(shortLife)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void isQuickAgainAfterALongLife() {
        backoff.after(Duration.ofSeconds(1));
        backoff.after(Duration.ofSeconds(1));
        assertThat(backoff.after(Duration.ofMinutes(5))).isEqualTo(Duration.ofMillis(200));
    }
}
