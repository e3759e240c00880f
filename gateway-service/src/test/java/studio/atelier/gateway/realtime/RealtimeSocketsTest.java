package studio.atelier.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import studio.atelier.contracts.UserId;

class RealtimeSocketsTest {

    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final UserId ANNA = UserId.ofTelegram(1);
    private static final int PER_USER = 2;

    private final RealtimeSockets sockets = new RealtimeSockets(
            new RealtimeProperties(
                    "a-key-for-tests-a-key-for-tests-a-key",
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(20),
                    Duration.ofMinutes(15),
                    DataSize.ofMegabytes(1),
                    16,
                    20,
                    DataSize.ofKilobytes(2),
                    PER_USER),
            new SimpleMeterRegistry());

    @Test
    void closesAllButTheNewestAlsoIfSomeAreSlowToLeave() {
        List<RealtimeSocket> opened =
                IntStream.range(0, 5).mapToObj(n -> open()).toList();

        assertThat(opened).extracting(RealtimeSocketsTest::isClosing).containsExactly(true, true, true, false, false);
    }

    @Test
    void sendsWhoeverComesAwayOnceItStops() {
        RealtimeSocket before = open();
        sockets.sendAway();
        RealtimeSocket after = open();

        assertThat(isClosing(before)).isFalse();
        assertThat(isClosing(after)).isTrue();
    }

    private RealtimeSocket open() {
        RealtimeSocket socket = new RealtimeSocket(
                new RealtimeTicket(UUID.randomUUID(), ANNA, UUID.randomUUID(), false, NOW, NOW.plusSeconds(900)), 16);
        sockets.addSocket(socket);
        return socket;
    }

    private static boolean isClosing(RealtimeSocket socket) {
        return socket.awaitClosing().toFuture().isDone();
    }
}
