package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueEstimateTest {

    private static final Duration TYPICAL = Duration.ofSeconds(20);

    @Test
    void sharesWhatWaitsBetweenTheSlots() {
        assertThat(QueueEstimate.wait(50, 5, TYPICAL, null)).isEqualTo(Duration.ofSeconds(200));
        assertThat(QueueEstimate.wait(50, 15, TYPICAL, null)).isLessThan(Duration.ofSeconds(70));
        assertThat(QueueEstimate.wait(0, 5, TYPICAL, null)).isZero();
    }

    @Test
    void isBoundByTheAccountsRateHoweverManySlotsThereAre() {
        assertThat(QueueEstimate.wait(200, 1000, TYPICAL, 20)).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void expectsAWorkerBackWhileNoneIsAlive() {
        assertThat(QueueEstimate.wait(3, 0, TYPICAL, null)).isEqualTo(Duration.ofSeconds(60));
    }
}
