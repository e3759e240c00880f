package studio.atelier.bench.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GraphilePeerTest {

    @Test
    void readsRatesAndProcessorTimeFromTheLastLine() {
        assertThat(GraphilePeer.Measured.parse("""
                        Your pool is fine
                        {"addingSeconds": 3, "doingSeconds": 2, "processorMillis": 500, "allJobs": 1200}
                        """, 1_000, 600)).isEqualTo(new GraphilePeer.Measured(200, 500, 1));
    }
}
