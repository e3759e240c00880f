package studio.atelier.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchSizesTest {

    @Test
    void dividesTheCallsByTheStatementsSinceThen() {
        BatchSizes before = new BatchSizes();
        before.add("generation-service", metrics(10, 10, 3));
        BatchSizes afterwards = new BatchSizes();
        afterwards.add("generation-service", metrics(14, 30, 3));

        assertThat(afterwards.meansSince(before)).isEqualTo(Map.of("generation-service admit-jobs", 5.0));
    }

    private static String metrics(int statements, int calls, int others) {
        return """
                # HELP atelier_batch_size Calls that share a statement
                # TYPE atelier_batch_size summary
                atelier_batch_size_count{application="generation-service",kind="admit-jobs"} %d
                atelier_batch_size_sum{application="generation-service",kind="admit-jobs"} %d.0
                atelier_batch_size_count{kind="end-jobs"} %d
                atelier_batch_size_sum{kind="end-jobs"} %d.0
                atelier_batch_size_max{application="generation-service",kind="admit-jobs"} 100.0
                """.formatted(statements, calls, others, others);
    }
}
