package studio.atelier.platform.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ThreadStallProbeTest {

    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService well = Executors.newSingleThreadExecutor();
    private final ExecutorService sick = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("sick-loop").factory());
    private final ThreadStallProbe probe =
            new ThreadStallProbe(FaultCause.EVENT_LOOP, List.of(well, sick), Duration.ofSeconds(3), nanos::get);

    @AfterEach
    void close() {
        end.countDown();
        well.close();
        sick.close();
    }

    @Test
    void findsNothingWhileAllThreadsRunTheirTasks() throws Exception {
        for (int check = 0; check < 10; check++) {
            assertThat(checkAfterASecond()).isNull();
            runAll();
        }
    }

    @Test
    void namesTheThreadThatStandsStillAndWhere() throws Exception {
        checkAfterASecond();
        runAll();
        sick.submit(this::standStill);
        standing.await();
        checkAfterASecond();
        checkAfterASecond();
        checkAfterASecond();
        assertThat(checkAfterASecond()).isNull();

        DetectedFault fault = checkAfterASecond();

        assertThat(fault.detail())
                .startsWith("sick-loop has run no task for 4 s, at ")
                .contains("standStill");
    }

    @Test
    void findsNothingAfterAMinuteInWhichNothingWasOffered() throws Exception {
        checkAfterASecond();
        runAll();
        sick.submit(this::standStill);
        standing.await();

        nanos.addAndGet(Duration.ofSeconds(60).toNanos());

        assertThat(probe.findFault()).isNull();
    }

    @Test
    void findsNothingInTheFirstChecksAfterAPauseOfTheWholeProcess() throws Exception {
        checkAfterASecond();
        runAll();
        sick.submit(this::standStill);
        standing.await();
        checkAfterASecond();

        nanos.addAndGet(Duration.ofSeconds(60).toNanos());

        assertThat(probe.findFault()).isNull();
        assertThat(checkAfterASecond()).isNull();
    }

    @Test
    void findsNothingOnceTheThreadGoesOn() throws Exception {
        sick.submit(this::standStill);
        for (int check = 0; check < 60; check++) {
            checkAfterASecond();
        }
        end.countDown();
        runAll();

        assertThat(checkAfterASecond()).isNull();
    }

    @Test
    void doesNotTakeAPoolThatIsShutDownForAStuckOne() throws Exception {
        runAll();
        sick.shutdown();
        for (int check = 0; check < 10; check++) {
            assertThat(checkAfterASecond()).isNull();
            well.submit(() -> {}).get();
        }
    }

    private DetectedFault checkAfterASecond() {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        return probe.findFault();
    }

    /** All previous tasks have run when the next one has run. */
    private void runAll() throws Exception {
        well.submit(() -> {}).get();
        sick.submit(() -> {}).get();
    }

    private void standStill() {
        standing.countDown();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
