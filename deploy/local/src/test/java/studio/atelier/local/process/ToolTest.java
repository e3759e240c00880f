package studio.atelier.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void returnsExitCodeAndOutput() {
        assertThat(run("echo out; exit 3", LONG)).isEqualTo(new Tool(3, "out"));
    }

    @Test
    void killsAProgramAndItsChildrenAfterTheLimit() {
        Tool killed =
                assertTimeoutPreemptively(LONG, () -> run("echo out; sleep 60 & sleep 60", Duration.ofMillis(300)));
        assertThat(killed).isEqualTo(new Tool(-1, "out"));
    }

    @Test
    void saysThatAProgramIsMissing() {
        assertThat(Tool.run("no-such-program-of-atelier").exitCode()).isEqualTo(-1);
    }

    private static Tool run(String script, Duration limit) {
        return Tool.runIn(Path.of(""), List.of("sh", "-c", script), limit);
    }
}
