package studio.atelier.sandbox.replicate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class PredictionTest {

    private static final Instant START = Instant.parse("2026-11-20T05:00:00Z");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Test
    void itsDataIsRemovedAnHourAfterItsEnd() {
        Prediction running =
                Prediction.create("id", ReplicateModel.RESTYLE, NODES.objectNode(), null, Set.of(), Set.of(), START);
        assertThat(running.isDataRemoved(START.plus(Duration.ofHours(2)))).isFalse();
        Instant end = START.plusSeconds(90);
        Prediction ended = running.processing(START).succeeded(end, NODES.stringNode("a"));
        assertThat(ended.isDataRemoved(end.plus(Duration.ofHours(1)))).isFalse();
        assertThat(ended.isDataRemoved(end.plus(Duration.ofHours(1)).plusMillis(1)))
                .isTrue();
    }
}
