package studio.atelier.gateway.realtime;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.UserEvent;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.Notice;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.gateway.feed.LongRunningFeed;
import studio.atelier.platform.tail.EventTailReader;
import studio.atelier.platform.tail.TailedEvent;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads users' notifications from every partition, without a consumer group, into the history, and passes them to the
 * sockets open on this instance. Operators are sent a frame for each operator notice; it is not in the history, because
 * the list of notices is read anew whenever a connection begins.
 */
@Component
class NotificationFeed extends LongRunningFeed<TailedEvent> {

    /** Bytes that an entry takes besides its JSON. */
    private static final int OVERHEAD = 400;

    private static final Set<EventTopic> TOPICS =
            EnumSet.of(EventTopic.USER_NOTIFICATIONS, EventTopic.BILLING_BALANCES, EventTopic.OPERATOR_NOTICES);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sinks.Empty<Void> read = Sinks.empty();
    private final Mono<Void> caughtUp =
            Mono.firstWithSignal(read.asMono(), Mono.delay(PATIENCE).then()).cache();
    private final EventTailReader tail;
    private final RealtimeFrameHistory history;
    private final RealtimeSockets sockets;
    private final RealtimeProperties properties;
    private final ObjectMapper json;

    NotificationFeed(
            EventTailReader tail,
            RealtimeFrameHistory history,
            RealtimeSockets sockets,
            RealtimeProperties properties,
            ObjectMapper json) {
        this.tail = tail;
        this.history = history;
        this.sockets = sockets;
        this.properties = properties;
        this.json = json;
    }

    @Override
    protected Flux<TailedEvent> openStream() {
        return tail.tailTopics(TOPICS, properties.history(), read::tryEmitEmpty);
    }

    /**
     * Completes when the notifications sent before this instance started have been read, or a few seconds after the
     * first subscription: until then, missed frames are not known.
     */
    Mono<Void> caughtUp() {
        return caughtUp;
    }

    @Override
    protected void takeItem(TailedEvent tailed) {
        RealtimePosition.PartitionOffset place =
                new RealtimePosition.PartitionOffset(tailed.partition(), tailed.offset());
        AtelierEvent event = tailed.received().event();
        if (event instanceof OperatorNotice notice) {
            RealtimeFrame noticeFrame = RealtimeFrame.ofUnkept("operator.notice", notice.occurredAt(), null);
            sockets.ofOperators().forEach(socket -> socket.sendUnkept(noticeFrame));
            return;
        }
        RealtimeFrame frame = frameOf(event);
        if (frame == null || !(event instanceof UserEvent aboutUser)) {
            history.skipRecord(tailed.topic(), place);
            return;
        }
        UserId user = aboutUser.userId();
        history.addFrame(user, tailed.topic(), place, frame, OVERHEAD + json.writeValueAsBytes(frame).length);
        sockets.listOfUser(user).forEach(socket -> socket.sendKept(tailed.topic(), place, frame));
    }

    private static @Nullable RealtimeFrame frameOf(AtelierEvent event) {
        return switch (event) {
            case JobChanged job -> jobFrame(job);
            case BalanceChanged balance ->
                new RealtimeFrame(null, "balance.changed", balance.occurredAt(), balance.balance());
            case Notice notice ->
                new RealtimeFrame(
                        null,
                        "notice",
                        notice.occurredAt(),
                        Map.of("code", notice.code(), "parameters", notice.parameters()));
            default -> null;
        };
    }

    private static @Nullable RealtimeFrame jobFrame(JobChanged job) {
        String type = switch (job.status()) {
            case PENDING -> "job.queued";
            case PROCESSING -> "job.progress";
            case COMPLETED -> "job.completed";
            case FAILED -> "job.failed";
            case CANCELLED -> "job.cancelled";
            case UNKNOWN -> null;
        };
        return type == null ? null : new RealtimeFrame(null, type, job.occurredAt(), JobFramePayload.of(job));
    }
}
