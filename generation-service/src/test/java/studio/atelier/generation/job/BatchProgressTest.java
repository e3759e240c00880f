package studio.atelier.generation.job;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.contracts.job.JobStatus.CANCELLED;
import static studio.atelier.contracts.job.JobStatus.COMPLETED;
import static studio.atelier.contracts.job.JobStatus.FAILED;
import static studio.atelier.contracts.job.JobStatus.PENDING;
import static studio.atelier.contracts.job.JobStatus.PROCESSING;

import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.BatchProgress.BatchStatus;

class BatchProgressTest {

    private static final Instant AT_THE_START = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void hasTheStatusThatItsJobsHaveTogether() {
        assertThat(progressOf(PENDING, PENDING).status()).isEqualTo(BatchStatus.PENDING);
        assertThat(progressOf(PENDING, PROCESSING).status()).isEqualTo(BatchStatus.PROCESSING);
        assertThat(progressOf(COMPLETED, FAILED, PENDING).status())
                .as("until the last job has ended")
                .isEqualTo(BatchStatus.PROCESSING);
        assertThat(progressOf(COMPLETED, COMPLETED).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(progressOf(COMPLETED, FAILED).status()).isEqualTo(BatchStatus.PARTIAL);
        assertThat(progressOf(COMPLETED, CANCELLED).status()).isEqualTo(BatchStatus.PARTIAL);
        assertThat(progressOf(FAILED, CANCELLED).status()).isEqualTo(BatchStatus.FAILED);
        assertThat(progressOf(CANCELLED, CANCELLED).status()).isEqualTo(BatchStatus.CANCELLED);
    }

    @Test
    void countsWhatHasEnded() {
        assertThat(progressOf(COMPLETED, FAILED, CANCELLED, PENDING))
                .isEqualTo(new BatchProgress(BatchStatus.PROCESSING, 75, 1, 1, 1, 4));
    }

    private static BatchProgress progressOf(JobStatus... jobs) {
        return BatchProgress.of(
                Stream.of(jobs).map(status -> JobFixtures.aJob().in(status)).toList(), AT_THE_START);
    }
}
