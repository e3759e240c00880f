package studio.atelier.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;
import studio.atelier.local.process.Ports;

class StackPortsTest {

    private static final Wishes ALL = new Wishes(Set.of(), 0);

    private final StackPorts free = StackPorts.nextFree().orElseThrow();

    @Test
    void aPortThatIsTakenIsNamedWithAnOffsetAtWhichAllAreFree() throws IOException {
        try (ServerSocket taken = listen(StackPorts.management(free.billing()))) {
            assertThatThrownBy(() -> free.requireFree(ALL))
                    .hasMessageContaining("Port %d, which billing-service needs".formatted(taken.getLocalPort()))
                    .hasMessageMatching("(?s).*--port-offset \\d+000");
            assertThat(StackPorts.nextFree().orElseThrow())
                    .isNotEqualTo(free)
                    .satisfies(ports -> assertThat(ports.all()).allMatch(Ports::isFree));
        }
    }

    @Test
    void aPortOfWhatIsNotStartedMayBeTaken() throws IOException {
        try (ServerSocket taken = listen(free.gateway())) {
            assertThat(taken.isBound()).isTrue();
            assertThatCode(() -> free.requireFree(new Wishes(Set.of("infra"), 0)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void neverAdvisesPortsThatAStackWithoutAnOffsetWouldTake() {
        assertThat(new StackPorts(1_000).all()).containsAnyElementsOf(new StackPorts(0).all());
        assertThat(free.offset()).isGreaterThan(1_000);
        assertThat(free.all()).doesNotContainAnyElementsOf(new StackPorts(0).all());
    }

    @Test
    void takesNoPortThatBrowsersRefuse() {
        assertThatThrownBy(() -> new StackPorts(2_000)).hasMessageContaining("port 10080, which browsers refuse");
        assertThatThrownBy(() -> new StackPorts(1_990)).hasMessageContaining("port 10080, which browsers refuse");
        assertThat(free.offset()).isNotEqualTo(2_000);
    }

    @Test
    void theAdvicePortsAreDistinct() {
        assertThat(free.all()).doesNotHaveDuplicates().hasSize(15);
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
