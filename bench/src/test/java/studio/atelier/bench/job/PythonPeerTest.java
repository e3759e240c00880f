package studio.atelier.bench.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import studio.atelier.bench.report.Figure;
import tools.jackson.databind.json.JsonMapper;

class PythonPeerTest {

    @Test
    void readsWhatIsMeasuredAndItsUnit() {
        assertThat(PythonPeer.figures(JsonMapper.shared().readTree("""
                        {"checks": "passed", "jobs done, /s": 192.5, "admitted, 10 a second, p99, ms": 88}
                        """)))
                .containsExactly(
                        Figure.of("jobs done", 192.5, "/s"), Figure.of("admitted, 10 a second, p99", 88, "ms"));
    }
}
