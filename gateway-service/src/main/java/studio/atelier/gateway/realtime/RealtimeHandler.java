package studio.atelier.gateway.realtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.Topic;
import studio.atelier.gateway.access.Revocations;
import studio.atelier.platform.event.EventTail;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * The WebSocket at {@code /api/v1/realtime}. A client offers the subprotocols {@code atelier.v1} and its ticket, or
 * sends {@code {"ticket": "…"}} as its first frame; {@code lastEventId} in the query, or in that frame, resumes. The
 * first frame it hears is {@code hello} with the position it stands at, then what it has missed, or {@code resync}. A
 * frame {@code {"ticket": "…"}} later on renews the connection.
 */
@Component
class RealtimeHandler implements WebSocketHandler {

    /** The subprotocol the server selects; the ticket beside it is never echoed. */
    static final String PROTOCOL = "atelier.v1";

    private static final CloseStatus NO_TICKET = CloseStatus.create(4401, "ticket refused");
    private static final CloseStatus TOKEN_ENDED = CloseStatus.create(4401, "token ended");
    private static final Duration FIRST_FRAME = Duration.ofSeconds(10);
    private static final int MAX_CLIENT_FRAME = 2048;

    private final Tickets tickets;
    private final Sockets sockets;
    private final History history;
    private final NotificationFeed feed;
    private final EventTail tail;
    private final Revocations revocations;
    private final RealtimeProperties properties;
    private final ObjectMapper json;
    private final Clock clock;

    RealtimeHandler(
            Tickets tickets,
            Sockets sockets,
            History history,
            NotificationFeed feed,
            EventTail tail,
            Revocations revocations,
            RealtimeProperties properties,
            ObjectMapper json,
            Clock clock) {
        this.tickets = tickets;
        this.sockets = sockets;
        this.history = history;
        this.feed = feed;
        this.tail = tail;
        this.revocations = revocations;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public List<String> getSubProtocols() {
        return List.of(PROTOCOL);
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        Sinks.One<ClientFrame> opening = Sinks.one();
        AtomicReference<@Nullable Socket> socket = new AtomicReference<>();
        Sinks.Empty<Void> left = Sinks.empty();
        Mono<Void> listening = session.receive()
                .map(this::parse)
                .doOnNext(frame -> hear(frame, socket.get(), opening))
                .doFinally(signal -> left.tryEmitEmpty())
                .then();
        Mono<Void> speaking = openingOf(session, opening.asMono())
                .flatMap(frame -> serve(session, socket, frame, left.asMono()).thenReturn(frame))
                .switchIfEmpty(Mono.defer(() -> session.close(NO_TICKET).thenReturn(ClientFrame.NOTHING)))
                .then();
        return Mono.when(listening, speaking);
    }

    /** The frame that opens the conversation: made of what the handshake offered, else the first one sent. */
    private Mono<ClientFrame> openingOf(WebSocketSession session, Mono<ClientFrame> firstSent) {
        return Flux.fromIterable(offeredProtocols(session))
                .filter(protocol -> tickets.read(protocol).isPresent())
                .next()
                .map(ticket -> new ClientFrame(ticket, lastEventIdOf(session)))
                .switchIfEmpty(firstSent.timeout(FIRST_FRAME, Mono.empty()));
    }

    private void hear(ClientFrame frame, @Nullable Socket socket, Sinks.One<ClientFrame> opening) {
        if (socket == null) {
            opening.tryEmitValue(frame);
        } else {
            renew(socket, frame);
        }
    }

    private Mono<Void> serve(
            WebSocketSession session, AtomicReference<@Nullable Socket> opened, ClientFrame opening, Mono<Void> left) {
        Optional<Ticket> ticket = Optional.ofNullable(opening.ticket()).flatMap(tickets::read);
        if (ticket.isEmpty() || isEnded(ticket.get())) {
            return session.close(NO_TICKET);
        }
        Socket socket = new Socket(ticket.get(), properties.socketBuffer());
        opened.set(socket);
        sockets.add(socket);
        Mono<Frame> greeting = feed.caughtUp()
                .then(Mono.fromRunnable(() -> greet(socket, ticket.get().user(), opening.lastEventId())));
        return session.send(Flux.merge(socket.frames(), heartbeats(socket), greeting)
                        .takeUntilOther(Mono.firstWithSignal(socket.closing().then(), left))
                        .map(frame -> session.textMessage(json.writeValueAsString(frame))))
                .then(Mono.firstWithSignal(socket.closing(), Mono.just(CloseStatus.NORMAL)))
                .flatMap(session::close)
                .doFinally(signal -> sockets.remove(socket));
    }

    private void greet(Socket socket, UserId user, @Nullable String lastEventId) {
        Frame hello = Frame.passing("hello", clock.instant(), null);
        Position present = now(user);
        Optional<Position> start = lastEventId == null ? Optional.of(present) : Position.parse(lastEventId);
        start.flatMap(from -> history.since(user, from).map(missed -> new Resumption(from, missed)))
                .filter(resumption -> resumption.missed().size() <= mostToResume())
                .ifPresentOrElse(
                        resumption -> socket.begin(resumption.from(), List.of(hello), resumption.missed()),
                        () -> socket.begin(
                                present, List.of(hello, Frame.passing("resync", clock.instant(), null)), List.of()));
    }

    /** A client that missed more reads the state: queued for it, the frames would end its connection each time anew. */
    private int mostToResume() {
        return properties.socketBuffer() / 2;
    }

    private Position now(UserId user) {
        int partition = tail.partitionOf(user);
        Map<Topic, Position.Place> places = new EnumMap<>(Topic.class);
        Position.topics().forEach(topic -> places.put(topic, history.latest(topic, partition)));
        return new Position(places);
    }

    private Flux<Frame> heartbeats(Socket socket) {
        return Flux.interval(properties.heartbeat())
                .doOnNext(tick -> endWithToken(socket))
                .onBackpressureDrop()
                .map(tick -> Frame.passing("ping", clock.instant(), null));
    }

    private void endWithToken(Socket socket) {
        if (isEnded(socket.ticket())) {
            socket.close(TOKEN_ENDED);
        }
    }

    private boolean isEnded(Ticket ticket) {
        Instant now = clock.instant();
        return !now.isBefore(ticket.tokenExpiresAt())
                || revocations.covers(ticket.user(), ticket.session(), ticket.tokenIssuedAt());
    }

    private void renew(Socket socket, ClientFrame frame) {
        Optional.ofNullable(frame.ticket())
                .flatMap(tickets::read)
                .filter(ticket -> ticket.user().equals(socket.ticket().user()))
                .ifPresent(socket::renew);
    }

    private ClientFrame parse(WebSocketMessage message) {
        if (message.getType() != WebSocketMessage.Type.TEXT
                || message.getPayload().readableByteCount() > MAX_CLIENT_FRAME) {
            return ClientFrame.NOTHING;
        }
        try {
            return json.readValue(message.getPayloadAsText(), ClientFrame.class);
        } catch (JacksonException e) {
            return ClientFrame.NOTHING;
        }
    }

    private static List<String> offeredProtocols(WebSocketSession session) {
        return session.getHandshakeInfo().getHeaders().getOrEmpty("Sec-WebSocket-Protocol").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> !protocol.equals(PROTOCOL))
                .toList();
    }

    private static @Nullable String lastEventIdOf(WebSocketSession session) {
        return UriComponentsBuilder.fromUri(session.getHandshakeInfo().getUri())
                .build()
                .getQueryParams()
                .getFirst("lastEventId");
    }

    private record Resumption(Position from, List<History.Entry> missed) {}

    /** What a client may send. */
    record ClientFrame(@Nullable String ticket, @Nullable String lastEventId) {

        static final ClientFrame NOTHING = new ClientFrame(null, null);
    }
}
