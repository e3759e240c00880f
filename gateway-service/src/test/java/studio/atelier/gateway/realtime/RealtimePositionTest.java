package studio.atelier.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.contracts.event.EventTopic;

class RealtimePositionTest {

    @Test
    void readsWhatItWrites() {
        RealtimePosition position = new RealtimePosition(Map.of(
                EventTopic.USER_NOTIFICATIONS, new RealtimePosition.PartitionOffset(3, 1042),
                EventTopic.BILLING_BALANCES, new RealtimePosition.PartitionOffset(3, -1)));

        assertThat(RealtimePosition.parse(position.toText())).contains(position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x.1.2", "n.1", "n.1.2.3", "n.-1.2", "n.1.99999999999999999999", "n.1.2_", "<script>"})
    void refusesWhatItDidNotWrite(String text) {
        assertThat(RealtimePosition.parse(text)).isEmpty();
    }

    @Test
    void refusesMoreThanItWouldEverWrite() {
        assertThat(RealtimePosition.parse("n.1.1_".repeat(100) + "n.1.1")).isEmpty();
    }
}
