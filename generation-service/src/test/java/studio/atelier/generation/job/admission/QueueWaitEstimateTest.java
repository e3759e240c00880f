package studio.atelier.generation.job.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QueueWaitEstimateTest {

    private static final Duration TYPICAL = Duration.ofSeconds(20);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    @Test
    void sharesWhatWaitsBetweenTheSlots() {
        assertThat(QueueWaitEstimate.computeWait(50, 5, TYPICAL, null, PERIOD)).isEqualTo(Duration.ofSeconds(200));
        assertThat(QueueWaitEstimate.computeWait(50, 15, TYPICAL, null, PERIOD)).isLessThan(Duration.ofSeconds(70));
        assertThat(QueueWaitEstimate.computeWait(0, 5, TYPICAL, null, PERIOD)).isZero();
    }

    @Test
    void isBoundByTheAccountsRateHoweverManySlotsThereAre() {
        assertThat(QueueWaitEstimate.computeWait(200, 1000, TYPICAL, 20, PERIOD))
                .isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void countsTheRateInItsOwnPeriod() {
        assertThat(QueueWaitEstimate.computeWait(200, 1000, TYPICAL, 20, Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void expectsAWorkerBackWhileNoneIsAlive() {
        assertThat(QueueWaitEstimate.computeWait(3, 0, TYPICAL, null, PERIOD)).isEqualTo(Duration.ofSeconds(60));
    }
}
