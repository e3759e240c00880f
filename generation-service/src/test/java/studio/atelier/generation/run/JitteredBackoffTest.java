package studio.atelier.generation.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class JitteredBackoffTest {

    private static final RandomGenerator MIDDLE = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }
    };

    private static final WorkerProperties PROPERTIES = new WorkerProperties(
            true,
            Duration.ofSeconds(1),
            3,
            Duration.ofSeconds(1),
            Duration.ofMillis(2500),
            Duration.ofSeconds(15),
            Duration.ofMinutes(5),
            Duration.ofSeconds(8));

    @Test
    void doublesTheWaitBeforeEachFurtherCall() {
        JitteredBackoff backoff = new JitteredBackoff(PROPERTIES, MIDDLE);

        assertThat(backoff.beforeRetry(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.beforeRetry(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.beforeRetry(3)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void looksMoreAndMoreRarelyUpToALimit() {
        JitteredBackoff backoff = new JitteredBackoff(PROPERTIES, MIDDLE);

        assertThat(backoff.beforeLook(0)).isEqualTo(Duration.ofMillis(2500));
        assertThat(backoff.beforeLook(1)).isEqualTo(Duration.ofMillis(3750));
        assertThat(backoff.beforeLook(50)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void variesEachWaitByHalf() {
        JitteredBackoff backoff = new JitteredBackoff(PROPERTIES, new SplittableRandom(7));

        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.beforeRetry(1)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1500));
        }
    }
}
