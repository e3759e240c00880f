package studio.atelier.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.realtime.RealtimeMessage;

class RealtimeSocketTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
    private static final UserId ANNA = UserId.ofTelegram(1);
    private static final int CAPACITY = 16;

    private final RealtimeSocket socket = new RealtimeSocket(
            new RealtimeTicket(UUID.randomUUID(), ANNA, UUID.randomUUID(), false, NOW, NOW.plusSeconds(900)), CAPACITY);

    @Test
    void sendsWhatWasMissedBeforeWhatCameWhileItWasReadUp() {
        socket.sendKept(EventTopic.USER_NOTIFICATIONS, place(12), frame("twelve"));
        socket.startConversation(at(10), List.of(frame("hello")), List.of(missed(11, "eleven"), missed(12, "twelve")));
        socket.sendKept(EventTopic.USER_NOTIFICATIONS, place(13), frame("thirteen"));

        assertThat(types(4)).containsExactly("hello", "eleven", "twelve", "thirteen");
    }

    @Test
    void namesThePositionAfterEachFrame() {
        socket.startConversation(at(10), List.of(), List.of());
        socket.sendKept(EventTopic.USER_NOTIFICATIONS, place(11), frame("eleven"));
        socket.sendKept(EventTopic.BILLING_BALANCES, new RealtimePosition.PartitionOffset(3, 5), frame("balance"));

        StepVerifier.create(socket.streamFrames()
                        .map(frame -> RealtimePosition.parse(frame.id()).orElseThrow())
                        .take(2))
                .expectNext(at(11))
                .expectNext(at(11).advanceTo(EventTopic.BILLING_BALANCES, new RealtimePosition.PartitionOffset(3, 5)))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void cutsOffAClientThatDoesNotKeepUp() {
        socket.startConversation(at(0), List.of(), List.of());

        IntStream.rangeClosed(1, CAPACITY + 1)
                .forEach(offset -> socket.sendKept(EventTopic.USER_NOTIFICATIONS, place(offset), frame("notice")));

        List<CloseStatus> closed = new ArrayList<>();
        socket.awaitClosing().subscribe(closed::add);
        assertThat(closed).containsExactly(CloseStatus.SERVICE_OVERLOAD);
    }

    @Test
    void leavesProgressOutForASlowClientInsteadOfCuttingItOff() {
        socket.startConversation(at(0), List.of(), List.of());

        IntStream.rangeClosed(1, CAPACITY * 2)
                .forEach(sequence -> socket.sendLive(progress("job", sequence), frame("job.progress")));

        List<CloseStatus> closed = new ArrayList<>();
        socket.awaitClosing().subscribe(closed::add);
        assertThat(closed).isEmpty();
    }

    @Test
    void saysNothingBeforeItsGreeting() {
        socket.sendLive(progress("job", 1), frame("early"));
        socket.startConversation(at(0), List.of(frame("hello")), List.of());

        assertThat(types(1)).containsExactly("hello");
    }

    @Test
    void neverLetsProgressRunBackwards() {
        socket.startConversation(at(0), List.of(), List.of());
        socket.sendLive(progress("job", 5), frame("five"));
        socket.sendLive(progress("job", 4), frame("four"));
        socket.sendLive(progress("other", 1), frame("other"));

        assertThat(types(2)).containsExactly("five", "other");
    }

    @Test
    void sendsWhatIsNotKeptOnlyAfterItsGreetingAndWithoutAPlace() {
        socket.sendUnkept(frame("early"));
        socket.startConversation(at(10), List.of(frame("hello")), List.of());
        socket.sendUnkept(frame("operator.notice"));

        StepVerifier.create(socket.streamFrames().take(2))
                .assertNext(hello -> assertThat(hello.type()).isEqualTo("hello"))
                .assertNext(nudge -> assertThat(nudge).isEqualTo(frame("operator.notice")))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void cutsOffAClientThatDoesNotTakeWhatIsNotKept() {
        socket.startConversation(at(0), List.of(), List.of());

        IntStream.rangeClosed(0, CAPACITY).forEach(n -> socket.sendUnkept(frame("operator.notice")));

        List<CloseStatus> closed = new ArrayList<>();
        socket.awaitClosing().subscribe(closed::add);
        assertThat(closed).containsExactly(CloseStatus.SERVICE_OVERLOAD);
    }

    private List<String> types(int count) {
        return socket.streamFrames()
                .map(RealtimeFrame::type)
                .take(count)
                .collectList()
                .block(LIMIT);
    }

    private static RealtimePosition at(long offset) {
        return new RealtimePosition(Map.of(EventTopic.USER_NOTIFICATIONS, place(offset)));
    }

    private static RealtimePosition.PartitionOffset place(long offset) {
        return new RealtimePosition.PartitionOffset(3, offset);
    }

    private static RealtimeFrame frame(String type) {
        return RealtimeFrame.ofUnkept(type, NOW, null);
    }

    private static RealtimeFrameHistory.FrameHistoryEntry missed(long offset, String type) {
        return new RealtimeFrameHistory.FrameHistoryEntry(
                ANNA, EventTopic.USER_NOTIFICATIONS, place(offset), frame(type), 100, NOW);
    }

    private static RealtimeMessage progress(String subject, long sequence) {
        return new RealtimeMessage(ANNA, "job.progress", subject, sequence, Map.of());
    }
}
