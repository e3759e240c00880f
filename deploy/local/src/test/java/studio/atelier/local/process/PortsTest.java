package studio.atelier.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aPortSomebodyListensOnIsNotFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
            assertThat(Ports.answers(taken.getLocalPort())).isTrue();
        }
    }

    @Test
    void aFreePortIsFree() {
        assertThat(Ports.isFree(Ports.free())).isTrue();
    }

    @Test
    void readsTheOwnerOfAPortFromSs() {
        String line = "LISTEN 0 50 127.0.0.1:8080 0.0.0.0:* users:((\"java\",pid=4711,fd=9))";
        assertThat(Ports.ownerInSs(line)).contains("4711 (java)");
    }

    @Test
    void readsTheOwnerOfAPortFromLsof() {
        assertThat(Ports.ownerInLsof("p4711\ncjava\nf9\n")).contains("4711 (java)");
    }
}
