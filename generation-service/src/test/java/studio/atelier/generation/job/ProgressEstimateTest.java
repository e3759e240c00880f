package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressEstimateTest {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void risesWithoutEverRunningBackwards() {
        int[] percents = IntStream.range(0, 3000)
                .map(tenth -> ProgressEstimate.computePercent(START, 20_000, START.plusMillis(tenth * 100L)))
                .toArray();

        assertThat(percents).isSorted();
        assertThat(percents[0]).isZero();
        assertThat(percents[200]).as("at the expected time").isBetween(80, 85);
    }

    @Test
    void neverSaysDoneBeforeItIsDone() {
        assertThat(ProgressEstimate.computePercent(START, 20_000, START.plusSeconds(100_000)))
                .isEqualTo(95);
    }

    @Test
    void staysAtTheStartIfTheClockIsBehind() {
        assertThat(ProgressEstimate.computePercent(START, 20_000, START.minusSeconds(10)))
                .isZero();
    }

    @Test
    void copesWithAModelThatTakesNoTime() {
        assertThat(ProgressEstimate.computePercent(START, 0, START.plusSeconds(1)))
                .isEqualTo(95);
    }

    @Test
    void isWhatTheProviderReports() {
        Job job = JobFixtures.aJob().reporting(12).build();

        assertThat(ProgressEstimate.estimatePercent(job, START.plusSeconds(1000)))
                .isEqualTo(12);
        assertThat(JobStatusResponse.from(job, null, START)
                        .withProgressAt(START.plusSeconds(1000))
                        .progress())
                .as("also in a cached status")
                .isEqualTo(12);
    }

    @Test
    void isDoneWhenCompletedAndNotStartedWhilePending() {
        Instant later = START.plusSeconds(10);

        assertThat(ProgressEstimate.estimatePercent(JobFixtures.aJob().completed(), later))
                .isEqualTo(100);
        assertThat(ProgressEstimate.estimatePercent(JobFixtures.aJob().build(), later))
                .isZero();
    }
}
