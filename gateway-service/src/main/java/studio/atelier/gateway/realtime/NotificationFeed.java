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
import studio.atelier.contracts.event.Topic;
import studio.atelier.contracts.event.UserEvent;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.Notice;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.gateway.feed.Feed;
import studio.atelier.platform.event.EventTail;
import studio.atelier.platform.event.TailedEvent;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads what users are told, from every partition and without a consumer group, into the history, and passes it to the
 * sockets that are open here. Operators hear that there is a notice for them; it has no place in the history, because
 * the list of notices is read anew whenever a connection begins.
 */
@Component
class NotificationFeed extends Feed<TailedEvent> {

    /** What an entry costs besides its JSON. */
    private static final int OVERHEAD = 400;

    private static final Set<Topic> TOPICS =
            EnumSet.of(Topic.USER_NOTIFICATIONS, Topic.BILLING_BALANCES, Topic.OPERATOR_NOTICES);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Sinks.Empty<Void> read = Sinks.empty();
    private final Mono<Void> caughtUp =
            Mono.firstWithSignal(read.asMono(), Mono.delay(PATIENCE).then()).cache();
    private final EventTail tail;
    private final History history;
    private final Sockets sockets;
    private final RealtimeProperties properties;
    private final ObjectMapper json;

    NotificationFeed(
            EventTail tail, History history, Sockets sockets, RealtimeProperties properties, ObjectMapper json) {
        this.tail = tail;
        this.history = history;
        this.sockets = sockets;
        this.properties = properties;
        this.json = json;
    }

    @Override
    protected Flux<TailedEvent> stream() {
        return tail.tail(TOPICS, properties.history(), read::tryEmitEmpty);
    }

    /**
     * Completes when what was told before this instance started has been read, or a few seconds after the first to ask:
     * until then nobody can be told what they missed.
     */
    Mono<Void> caughtUp() {
        return caughtUp;
    }

    @Override
    protected void take(TailedEvent tailed) {
        Position.Place place = new Position.Place(tailed.partition(), tailed.offset());
        AtelierEvent event = tailed.received().event();
        if (event instanceof OperatorNotice notice) {
            Frame nudge = Frame.passing("operator.notice", notice.occurredAt(), null);
            sockets.ofOperators().forEach(socket -> socket.sendUnkept(nudge));
            return;
        }
        Frame frame = frameOf(event);
        if (frame == null || !(event instanceof UserEvent aboutUser)) {
            history.pass(tailed.topic(), place);
            return;
        }
        UserId user = aboutUser.userId();
        history.add(user, tailed.topic(), place, frame, OVERHEAD + json.writeValueAsBytes(frame).length);
        sockets.of(user).forEach(socket -> socket.send(tailed.topic(), place, frame));
    }

    private static @Nullable Frame frameOf(AtelierEvent event) {
        return switch (event) {
            case JobChanged job -> jobFrame(job);
            case BalanceChanged balance -> new Frame(null, "balance.changed", balance.occurredAt(), balance.balance());
            case Notice notice ->
                new Frame(
                        null,
                        "notice",
                        notice.occurredAt(),
                        Map.of("code", notice.code(), "parameters", notice.parameters()));
            default -> null;
        };
    }

    private static @Nullable Frame jobFrame(JobChanged job) {
        String type = switch (job.status()) {
            case PENDING -> "job.queued";
            case PROCESSING -> "job.progress";
            case COMPLETED -> "job.completed";
            case FAILED -> "job.failed";
            case CANCELLED -> "job.cancelled";
            case UNKNOWN -> null;
        };
        return type == null ? null : new Frame(null, type, job.occurredAt(), JobData.of(job));
    }
}
