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
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.gateway.access.RememberedRevocations;
import studio.atelier.platform.tail.EventTailReader;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/**
 * The WebSocket at {@code /api/v1/realtime}. A client offers the subprotocols {@code atelier.v1} and its ticket, or
 * sends {@code {"ticket": "…"}} as its first frame; {@code lastEventId} in the query, or in that frame, resumes. The
 * first frame it receives is {@code hello} with its current position, followed by what it has missed, or
 * {@code resync}. A later frame {@code {"ticket": "…"}} renews the connection. Frames without a ticket are ignored; an
 * invalid ticket ends the connection with close code 4401, because browsers do not show a page the status of a refused
 * handshake.
 */
@Component
class RealtimeWebSocketHandler implements WebHandler {

    /**
     * The subprotocol that the server selects; the ticket beside it is not echoed. If a client offers only its ticket,
     * the ticket is selected, because browsers end a connection whose server selects none of the offered subprotocols.
     */
    static final String PROTOCOL = "atelier.v1";

    private static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";

    private static final CloseStatus NO_TICKET = CloseStatus.create(4401, "ticket refused");
    private static final CloseStatus TOKEN_ENDED = CloseStatus.create(4401, "token ended");
    private static final Duration FIRST_FRAME = Duration.ofSeconds(10);

    private final WebSocketService webSockets;
    private final RealtimeTicketCodec tickets;
    private final UsedRealtimeTickets used;
    private final RealtimeSockets sockets;
    private final RealtimeFrameHistory history;
    private final NotificationFeed feed;
    private final EventTailReader tail;
    private final RememberedRevocations revocations;
    private final RealtimeProperties properties;
    private final ObjectMapper json;
    private final Clock clock;

    RealtimeWebSocketHandler(
            RealtimeTicketCodec tickets,
            UsedRealtimeTickets used,
            RealtimeSockets sockets,
            RealtimeFrameHistory history,
            NotificationFeed feed,
            EventTailReader tail,
            RememberedRevocations revocations,
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
                exchange.mutate().request(request).build(), new RealtimeConversation(selected, offered));
    }

    /** Returns them in the order of the offer. */
    private static List<String> offeredProtocols(ServerHttpRequest request) {
        return request.getHeaders().getOrEmpty(PROTOCOL_HEADER).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> !protocol.isEmpty())
                .toList();
    }

    private Mono<Void> runConversation(WebSocketSession session, List<String> offered) {
        Sinks.One<RealtimeClientFrame> opening = Sinks.one();
        AtomicReference<@Nullable RealtimeSocket> socket = new AtomicReference<>();
        Sinks.Empty<Void> left = Sinks.empty();
        Mono<Void> listening = session.receive()
                .map(this::parseFrame)
                .filter(frame -> frame.ticket() != null)
                .concatMap(frame -> handleFrame(frame, socket.get(), opening))
                .doFinally(signal -> left.tryEmitEmpty())
                .then();
        Mono<Void> speaking = openingOf(session, offered, opening.asMono())
                .flatMap(frame -> redeemTicket(frame)
                        .map(ticket -> serveSocket(session, socket, ticket, frame.lastEventId(), left.asMono())))
                .defaultIfEmpty(Mono.defer(() -> session.close(NO_TICKET)))
                .flatMap(conversation -> conversation);
        return Mono.when(listening, speaking);
    }

    /**
     * The frame that opens the conversation: built from the ticket offered in the handshake, else the first one sent.
     */
    private Mono<RealtimeClientFrame> openingOf(
            WebSocketSession session, List<String> offered, Mono<RealtimeClientFrame> firstSent) {
        return offered.stream()
                .filter(protocol -> !protocol.equals(PROTOCOL))
                .findFirst()
                .map(ticket -> Mono.just(new RealtimeClientFrame(ticket, lastEventIdOf(session))))
                .orElseGet(() -> firstSent.timeout(FIRST_FRAME, Mono.empty()));
    }

    /** Empty if the ticket is invalid or was used before. */
    private Mono<RealtimeTicket> redeemTicket(RealtimeClientFrame frame) {
        return Mono.justOrEmpty(frame.ticket())
                .flatMap(text -> Mono.justOrEmpty(tickets.decodeTicket(text)))
                .filter(ticket -> !isEnded(ticket))
                .filterWhen(used::useTicket);
    }

    private Mono<Void> handleFrame(
            RealtimeClientFrame frame, @Nullable RealtimeSocket socket, Sinks.One<RealtimeClientFrame> opening) {
        return socket == null
                ? Mono.fromRunnable(() -> opening.tryEmitValue(frame))
                : redeemTicket(frame)
                        .filter(ticket ->
                                ticket.user().equals(socket.currentTicket().user()))
                        .doOnNext(socket::renewTicket)
                        .then();
    }

    private Mono<Void> serveSocket(
            WebSocketSession session,
            AtomicReference<@Nullable RealtimeSocket> opened,
            RealtimeTicket ticket,
            @Nullable String lastEventId,
            Mono<Void> left) {
        RealtimeSocket socket = new RealtimeSocket(ticket, properties.socketBuffer());
        opened.set(socket);
        sockets.addSocket(socket);
        Mono<RealtimeFrame> greeting =
                feed.caughtUp().then(Mono.fromRunnable(() -> greetClient(socket, ticket.user(), lastEventId)));
        return session.send(Flux.merge(socket.streamFrames(), sendHeartbeats(socket), greeting)
                        .takeUntilOther(
                                Mono.firstWithSignal(socket.awaitClosing().then(), left))
                        .map(frame -> session.textMessage(json.writeValueAsString(frame))))
                .then(Mono.firstWithSignal(socket.awaitClosing(), Mono.just(CloseStatus.NORMAL)))
                .flatMap(session::close)
                .doFinally(signal -> sockets.removeSocket(socket));
    }

    private void greetClient(RealtimeSocket socket, UserId user, @Nullable String lastEventId) {
        RealtimeFrame hello = RealtimeFrame.ofUnkept("hello", clock.instant(), null);
        RealtimePosition present = currentPosition(user);
        Optional<RealtimePosition> start =
                lastEventId == null ? Optional.of(present) : RealtimePosition.parse(lastEventId);
        start.flatMap(from -> history.findMissedSince(user, from).map(missed -> new ClientResumption(from, missed)))
                .filter(resumption -> resumption.missed().size() <= mostToResume())
                .ifPresentOrElse(
                        resumption -> socket.startConversation(resumption.from(), List.of(hello), resumption.missed()),
                        () -> socket.startConversation(
                                present,
                                List.of(hello, RealtimeFrame.ofUnkept("resync", clock.instant(), null)),
                                List.of()));
    }

    /**
     * Beyond this number the client reads the state instead: queued frames would end its connection again each time.
     */
    private int mostToResume() {
        return properties.socketBuffer() / 2;
    }

    private RealtimePosition currentPosition(UserId user) {
        int partition = tail.partitionOf(user);
        Map<EventTopic, RealtimePosition.PartitionOffset> places = new EnumMap<>(EventTopic.class);
        RealtimePosition.listTopics().forEach(topic -> places.put(topic, history.findLatestOffset(topic, partition)));
        return new RealtimePosition(places);
    }

    private Flux<RealtimeFrame> sendHeartbeats(RealtimeSocket socket) {
        return Flux.interval(properties.heartbeat())
                .doOnNext(tick -> endWithToken(socket))
                .onBackpressureDrop()
                .map(tick -> RealtimeFrame.ofUnkept("ping", clock.instant(), null));
    }

    private void endWithToken(RealtimeSocket socket) {
        if (isEnded(socket.currentTicket())) {
            socket.closeWith(TOKEN_ENDED);
        }
    }

    private boolean isEnded(RealtimeTicket ticket) {
        Instant now = clock.instant();
        return !now.isBefore(ticket.tokenExpiresAt())
                || revocations.isRevoked(ticket.user(), ticket.session(), ticket.tokenIssuedAt());
    }

    /** A message that is not a JSON object with known members counts as an empty frame. */
    private RealtimeClientFrame parseFrame(WebSocketMessage message) {
        if (message.getType() != WebSocketMessage.Type.TEXT) {
            return RealtimeClientFrame.NOTHING;
        }
        try {
            RealtimeClientFrame frame = json.readValue(message.getPayloadAsText(), RealtimeClientFrame.class);
            return frame == null ? RealtimeClientFrame.NOTHING : frame;
        } catch (JacksonException e) {
            return RealtimeClientFrame.NOTHING;
        }
    }

    private static @Nullable String lastEventIdOf(WebSocketSession session) {
        return UriComponentsBuilder.fromUri(session.getHandshakeInfo().getUri())
                .build()
                .getQueryParams()
                .getFirst("lastEventId");
    }

    /** One connection: the selected subprotocol and all those its client offered. */
    private final class RealtimeConversation implements WebSocketHandler {

        private final List<String> selected;
        private final List<String> offered;

        RealtimeConversation(List<String> selected, List<String> offered) {
            this.selected = selected;
            this.offered = offered;
        }

        @Override
        public List<String> getSubProtocols() {
            return selected;
        }

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return runConversation(session, offered);
        }
    }

    private record ClientResumption(RealtimePosition from, List<RealtimeFrameHistory.FrameHistoryEntry> missed) {}

    /** A frame that a client may send. */
    record RealtimeClientFrame(
            @Nullable String ticket, @Nullable String lastEventId) {

        static final RealtimeClientFrame NOTHING = new RealtimeClientFrame(null, null);
    }
}
