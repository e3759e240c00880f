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
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.WebsocketServerSpec;
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
 * frame {@code {"ticket": "…"}} later on renews the connection. Frames without a ticket are passed over; a wrong ticket
 * ends the connection with close code 4401, because browsers do not tell their page the status of a refused handshake.
 */
@Component
class RealtimeHandler implements WebHandler {

    /**
     * The subprotocol the server selects; the ticket beside it is not echoed. A client that offers nothing but its
     * ticket gets that, because browsers end a connection whose server selects none of what they offered.
     */
    static final String PROTOCOL = "atelier.v1";

    private static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

    private static final CloseStatus NO_TICKET = CloseStatus.create(4401, "ticket refused");
    private static final CloseStatus TOKEN_ENDED = CloseStatus.create(4401, "token ended");
    private static final Duration FIRST_FRAME = Duration.ofSeconds(10);

    private final WebSocketService webSockets;
    private final Tickets tickets;
    private final UsedTickets used;
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
            UsedTickets used,
            Sockets sockets,
            History history,
            NotificationFeed feed,
            EventTail tail,
            Revocations revocations,
            RealtimeProperties properties,
            ObjectMapper json,
            Clock clock) {
        this.webSockets = webSockets(properties);
        this.tickets = tickets;
        this.used = used;
        this.sockets = sockets;
        this.history = history;
        this.feed = feed;
        this.tail = tail;
        this.revocations = revocations;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
    }

    private static WebSocketService webSockets(RealtimeProperties properties) {
        int frameSize = Math.toIntExact(properties.clientFrameSize().toBytes());
        return new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
                () -> WebsocketServerSpec.builder().maxFramePayloadLength(frameSize)));
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange) {
        List<String> offered = offeredProtocols(exchange.getRequest());
        List<String> selected = offered.contains(PROTOCOL)
                ? List.of(PROTOCOL)
                : offered.stream().limit(1).toList();
        ServerHttpRequest request = exchange.getRequest()
                .mutate()
                .headers(headers -> headers.put(PROTOCOL_HEADER, selected))
                .build();
        return webSockets.handleRequest(
                exchange.mutate().request(request).build(), new Conversation(selected, offered));
    }

    /** In the order of their offer. */
    private static List<String> offeredProtocols(ServerHttpRequest request) {
        return request.getHeaders().getOrEmpty(PROTOCOL_HEADER).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> !protocol.isEmpty())
                .toList();
    }

    private Mono<Void> converse(WebSocketSession session, List<String> offered) {
        Sinks.One<ClientFrame> opening = Sinks.one();
        AtomicReference<@Nullable Socket> socket = new AtomicReference<>();
        Sinks.Empty<Void> left = Sinks.empty();
        Mono<Void> listening = session.receive()
                .map(this::parse)
                .filter(frame -> frame.ticket() != null)
                .concatMap(frame -> hear(frame, socket.get(), opening))
                .doFinally(signal -> left.tryEmitEmpty())
                .then();
        Mono<Void> speaking = openingOf(session, offered, opening.asMono())
                .flatMap(frame ->
                        admit(frame).map(ticket -> serve(session, socket, ticket, frame.lastEventId(), left.asMono())))
                .defaultIfEmpty(Mono.defer(() -> session.close(NO_TICKET)))
                .flatMap(conversation -> conversation);
        return Mono.when(listening, speaking);
    }

    /**
     * The frame that opens the conversation: made of the ticket that the handshake offered, else the first one sent.
     */
    private Mono<ClientFrame> openingOf(WebSocketSession session, List<String> offered, Mono<ClientFrame> firstSent) {
        return offered.stream()
                .filter(protocol -> !protocol.equals(PROTOCOL))
                .findFirst()
                .map(ticket -> Mono.just(new ClientFrame(ticket, lastEventIdOf(session))))
                .orElseGet(() -> firstSent.timeout(FIRST_FRAME, Mono.empty()));
    }

    /** Empty if the ticket is wrong, or was used before. */
    private Mono<Ticket> admit(ClientFrame frame) {
        return Mono.justOrEmpty(frame.ticket())
                .flatMap(text -> Mono.justOrEmpty(tickets.read(text)))
                .filter(ticket -> !isEnded(ticket))
                .filterWhen(used::use);
    }

    private Mono<Void> hear(ClientFrame frame, @Nullable Socket socket, Sinks.One<ClientFrame> opening) {
        return socket == null
                ? Mono.fromRunnable(() -> opening.tryEmitValue(frame))
                : admit(frame)
                        .filter(ticket -> ticket.user().equals(socket.ticket().user()))
                        .doOnNext(socket::renew)
                        .then();
    }

    private Mono<Void> serve(
            WebSocketSession session,
            AtomicReference<@Nullable Socket> opened,
            Ticket ticket,
            @Nullable String lastEventId,
            Mono<Void> left) {
        Socket socket = new Socket(ticket, properties.socketBuffer());
        opened.set(socket);
        sockets.add(socket);
        Mono<Frame> greeting = feed.caughtUp().then(Mono.fromRunnable(() -> greet(socket, ticket.user(), lastEventId)));
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

    /** What is no object with members that we know says nothing. */
    private ClientFrame parse(WebSocketMessage message) {
        if (message.getType() != WebSocketMessage.Type.TEXT) {
            return ClientFrame.NOTHING;
        }
        try {
            ClientFrame frame = json.readValue(message.getPayloadAsText(), ClientFrame.class);
            return frame == null ? ClientFrame.NOTHING : frame;
        } catch (JacksonException e) {
            return ClientFrame.NOTHING;
        }
    }

    private static @Nullable String lastEventIdOf(WebSocketSession session) {
        return UriComponentsBuilder.fromUri(session.getHandshakeInfo().getUri())
                .build()
                .getQueryParams()
                .getFirst("lastEventId");
    }

    /** One connection: what of its client's offers is selected, and all of them. */
    private final class Conversation implements WebSocketHandler {

        private final List<String> selected;
        private final List<String> offered;

        Conversation(List<String> selected, List<String> offered) {
            this.selected = selected;
            this.offered = offered;
        }

        @Override
        public List<String> getSubProtocols() {
            return selected;
        }

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return converse(session, offered);
        }
    }

    private record Resumption(Position from, List<History.Entry> missed) {}

    /** What a client may send. */
    record ClientFrame(@Nullable String ticket, @Nullable String lastEventId) {

        static final ClientFrame NOTHING = new ClientFrame(null, null);
    }
}
