package studio.atelier.platform.health;

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
class ThreadProbeTest {

    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService well = Executors.newSingleThreadExecutor();
    private final ExecutorService sick = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("sick-loop").factory());
    private final ThreadProbe probe =
            new ThreadProbe(FaultCause.EVENT_LOOP, List.of(well, sick), Duration.ofSeconds(3), nanos::get);

    @AfterEach
    void close() {
        end.countDown();
        well.close();
        sick.close();
    }

    @Test
    void findsNothingWhileAllThreadsRunTheirTasks() throws Exception {
        for (int look = 0; look < 10; look++) {
            assertThat(lookAfterASecond()).isNull();
            runAll();
        }
    }

    @Test
    void namesTheThreadThatStandsStillAndWhere() throws Exception {
        lookAfterASecond();
        runAll();
        sick.submit(this::standStill);
        standing.await();
        lookAfterASecond();
        lookAfterASecond();
        assertThat(lookAfterASecond()).isNull();

        Fault fault = lookAfterASecond();

        assertThat(fault.detail())
                .startsWith("sick-loop has run no task for 4 s, at ")
                .contains("standStill");
    }

    @Test
    void findsNothingOnceTheThreadGoesOn() throws Exception {
        sick.submit(this::standStill);
        for (int look = 0; look < 60; look++) {
            lookAfterASecond();
        }
        end.countDown();
        runAll();

        assertThat(lookAfterASecond()).isNull();
    }

    @Test
    void doesNotTakeAPoolThatIsShutDownForAStuckOne() throws Exception {
        runAll();
        sick.shutdown();
        for (int look = 0; look < 10; look++) {
            assertThat(lookAfterASecond()).isNull();
            well.submit(() -> {}).get();
        }
    }

    private Fault lookAfterASecond() {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        return probe.findFault();
    }

    /** All tasks so far have been run when the next one has. */
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
