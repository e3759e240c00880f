package studio.atelier.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class OpenLoopTest {

    @Test
    void countsAStallForAllWhoComeDuringIt() {
        // The tenth of a hundred requests, due every millisecond, blocks everything for 50 ms.
        Percentiles times = new OpenLoop(1_000).run(100, number -> {
            if (number == 10) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            return CompletableFuture.completedFuture(null);
        });

        assertThat(times.count()).isEqualTo(100);
        assertThat(times.millisAt(75)).isGreaterThan(10);
    }
}
