package studio.atelier.gateway.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.job.Notice;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.contracts.realtime.RealtimeMessage;
import studio.atelier.platform.event.CloudEventAttributes;
import studio.atelier.platform.event.EventJsonMapper;
import studio.atelier.platform.event.EventRecordPublisher;
import studio.atelier.platform.event.EventTypeCatalogue;
import studio.atelier.platform.event.OutboundEventRecord;
import studio.atelier.platform.kafka.KafkaBrokerNames;
import studio.atelier.platform.redis.RedisProperties;
import studio.atelier.platform.tail.EventTailReader;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@AtelierInfrastructure
@AutoConfigureWebTestClient(timeout = "20s")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "atelier.realtime.ticket-key=a-key-for-tests-a-key-for-tests-a-key",
            "atelier.realtime.heartbeat=200ms",
            "atelier.app.location=classpath:/stub-webapp/",
            "management.server.port=0"
        })
class RealtimeIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final TestTokens TOKENS = TestTokens.start();

    @Autowired
    private WebTestClient http;

    @Autowired
    private EventRecordPublisher publisher;

    @Autowired
    private KafkaBrokerNames names;

    @Autowired
    private EventTailReader tail;

    @Autowired
    private RealtimeFrameHistory history;

    @Autowired
    private ReactiveStringRedisTemplate redis;

    @Autowired
    private RedisProperties redisProperties;

    @Autowired
    private RealtimeTicketCodec tickets;

    @Autowired
    private RealtimeSockets sockets;

    @Autowired
    private ObjectMapper json;

    @LocalServerPort
    private int port;

    private final UUID user = UUID.randomUUID();
    private final List<Client> clients = new ArrayList<>();

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry registry) {
        registry.add("atelier.auth.jwks-uri", TOKENS::jwksUri);
    }

    @AfterAll
    static void stop() {
        TOKENS.close();
    }

    @AfterEach
    void hangUp() {
        clients.forEach(Client::hangUp);
    }

    @Test
    void sendsHelloAndThenNotices() {
        Client client = connect(ticket(), null);
        assertThat(client.next().path("type").asString()).isEqualTo("hello");

        publishEvent(notice("one"));

        JsonNode frame = client.next();
        assertThat(frame.path("type").asString()).isEqualTo("notice");
        assertThat(frame.at("/data/code").asString()).isEqualTo("one");
        assertThat(frame.path("id").asString()).isNotEmpty();
    }

    @Test
    void sendsNoFramesOfOtherUsers() {
        Client client = connect(ticket(), null);
        client.next();

        publishEvent(new Notice(anotherUserOfThePartition(), "foreign", Map.of(), Instant.now()));
        publishEvent(notice("own"));

        assertThat(client.next().at("/data/code").asString()).isEqualTo("own");
    }

    @Test
    void resumesWithoutAGapOrARepeat() {
        Client first = connect(ticket(), null);
        first.next();
        publishEvent(notice("one"));
        String last = first.next().path("id").asString();
        first.hangUp();
        publishEvent(notice("two"));
        publishEvent(notice("three"));
        awaitKeptFrames(3);

        Client second = connect(ticket(), last);

        assertThat(second.next().path("type").asString()).isEqualTo("hello");
        assertThat(second.next().at("/data/code").asString()).isEqualTo("two");
        assertThat(second.next().at("/data/code").asString()).isEqualTo("three");
    }

    @Test
    void saysSoWhenItCannotResume() {
        int partition = tail.partitionOf(new UserId(user));
        for (String unknown : List.of("n.%1$d.999999_b.%1$d.-1".formatted(partition), "nonsense")) {
            Client client = connect(ticket(), unknown);
            client.next();
            assertThat(client.next().path("type").asString()).isEqualTo("resync");
        }
    }

    @Test
    void saysSoWhenMoreWasMissedThanASocketHolds() {
        Client first = connect(ticket(), null);
        first.next();
        publishEvent(notice("one"));
        String last = first.next().path("id").asString();
        first.hangUp();
        publishEvents(Collections.nCopies(300, notice("missed")));
        awaitKeptFrames(301);

        Client second = connect(ticket(), last);

        assertThat(second.next().path("type").asString()).isEqualTo("hello");
        assertThat(second.next().path("type").asString()).isEqualTo("resync");
        publishEvent(notice("after"));
        assertThat(second.next().at("/data/code").asString()).isEqualTo("after");
    }

    @Test
    void takesTheTicketAsFirstFrameToo() {
        Client client = connect(List.of("atelier.v1"), null);
        client.send("{\"ticket\":\"" + ticket() + "\"}");

        assertThat(client.next().path("type").asString()).isEqualTo("hello");
    }

    @Test
    void refusesAForgedTicketAtOnce() {
        Client client = connect("forged-" + ticket(), null);

        assertThat(client.closed().getCode()).isEqualTo(4401);
    }

    @Test
    void refusesAForgedTicketInTheFirstFrameAtOnce() {
        Client client = connect(List.of("atelier.v1"), null);
        client.send("{\"ticket\":\"forged\"}");

        assertThat(client.closed().getCode()).isEqualTo(4401);
    }

    @Test
    void opensOneSocketWithATicket() {
        String ticket = ticket();
        connect(ticket, null).next();

        assertThat(connect(ticket, null).closed().getCode()).isEqualTo(4401);
    }

    @Test
    void refusesATicketThatAnotherInstanceTook() {
        String ticket = ticket();
        UUID id = tickets.decodeTicket(ticket).orElseThrow().id();
        redis.opsForValue().set(redisProperties.prefixName("ticket:" + id), "").block(LIMIT);

        assertThat(connect(ticket, null).closed().getCode()).isEqualTo(4401);
    }

    @Test
    void neverEchoesTheTicketBesideTheProtocol() {
        for (List<String> offer : List.of(List.of("atelier.v1", ticket()), List.of(ticket(), "atelier.v1"))) {
            Client client = connect(offer, null);
            client.next();

            assertThat(client.protocol()).isEqualTo("atelier.v1");
        }
    }

    /** A browser closes a connection whose server selects none of the offered subprotocols. */
    @Test
    void selectsTheTicketOfAClientThatOffersNothingElse() {
        String ticket = ticket();
        Client client = connect(List.of(ticket), null);
        client.next();

        assertThat(client.protocol()).isEqualTo(ticket);
    }

    @Test
    void passesOverFramesThatSayNothing() {
        Client client = connect(List.of("atelier.v1"), null);
        List<String> odd =
                List.of("null", "[]", "[null]", "7", "true", "\"\"", "\"ticket\"", "{}", "{\"ticket\":null}", "{");
        odd.forEach(client::send);

        client.send("{\"ticket\":\"" + ticket() + "\"}");
        assertThat(client.next().path("type").asString()).isEqualTo("hello");

        odd.stream().limit(5).forEach(client::send);
        publishEvent(notice("after"));
        assertThat(client.next().at("/data/code").asString()).isEqualTo("after");
    }

    @Test
    void cutsOffAClientThatSendsTooManyFrames() {
        Client client = connect(ticket(), null);
        client.next();

        IntStream.range(0, 100).forEach(n -> client.send("{}"));

        assertThat(client.closed().getCode()).isEqualTo(CloseStatus.POLICY_VIOLATION.getCode());
    }

    @Test
    void cutsOffAClientThatSendsAFrameThatIsTooLarge() {
        Client client = connect(ticket(), null);
        client.next();

        client.send("x".repeat(3000));

        assertThat(client.closed().getCode()).isEqualTo(CloseStatus.TOO_BIG_TO_PROCESS.getCode());
    }

    @Test
    void passesProgressThatIsNews() {
        Client client = connect(ticket(), null);
        client.next();
        publish(new RealtimeMessage(new UserId(user), "job.progress", "job", 2, Map.of("progress", 40)));
        publish(new RealtimeMessage(new UserId(user), "job.progress", "job", 1, Map.of("progress", 20)));
        publish(new RealtimeMessage(new UserId(user), "job.progress", "job", 3, Map.of("progress", 60)));

        assertThat(client.next().at("/data/progress").asInt()).isEqualTo(40);
        assertThat(client.next().at("/data/progress").asInt()).isEqualTo(60);
    }

    @Test
    void goesOnAfterAnUpdateThatMakesNoSense() {
        Client client = connect(ticket(), null);
        client.next();
        for (String odd : List.of("null", "{}", "no json at all")) {
            redis.convertAndSend(redisProperties.prefixName(RealtimeMessage.CHANNEL), odd)
                    .block(LIMIT);
        }
        publish(new RealtimeMessage(new UserId(user), "job.progress", "job", 1, Map.of("progress", 20)));

        assertThat(client.next().at("/data/progress").asInt()).isEqualTo(20);
    }

    @Test
    void keepsAnIdleConnectionAlive() {
        Client client = connect(ticket(), null);
        client.next();

        assertThat(client.any().path("type").asString()).isEqualTo("ping");
    }

    @Test
    void hangsUpWhenAccessIsRevoked() {
        Client client = connect(ticket(), null);
        client.next();

        publishEvent(new AccessRevoked(new UserId(user), null, Instant.now().plusSeconds(2), Instant.now()));

        assertThat(client.closed().getCode()).isEqualTo(CloseStatus.POLICY_VIOLATION.getCode());
    }

    @Test
    void sendsOperatorsAFrameForAnOperatorNotice() {
        Client operator = connect(ticket("USER", "ADMIN"), null);
        operator.next();

        publishEvent(operatorNotice());

        JsonNode frame = operator.next();
        assertThat(frame.path("type").asString()).isEqualTo("operator.notice");
        assertThat(frame.has("id")).isFalse();
    }

    @Test
    void sendsNoOperatorNoticesToOtherUsers() {
        Client operator = connectOperator();
        Client client = connect(ticket(), null);
        client.next();

        publishEvent(operatorNotice());
        operator.next();
        publishEvent(notice("own"));

        assertThat(client.next().at("/data/code").asString()).isEqualTo("own");
    }

    @Test
    void sendsNoOperatorNoticesAfterARenewalWithoutTheRole() {
        Client operator = connectOperator();
        Client client = connect(ticket("USER", "ADMIN"), null);
        client.next();
        client.send("{\"ticket\":\"" + ticket() + "\"}");
        await().atMost(LIMIT).until(() -> sockets.ofOperators().noneMatch(this::isOurs));

        publishEvent(operatorNotice());
        operator.next();
        publishEvent(notice("own"));

        assertThat(client.next().at("/data/code").asString()).isEqualTo("own");
    }

    private boolean isOurs(RealtimeSocket socket) {
        return socket.currentTicket().user().value().equals(user);
    }

    private static OperatorNotice operatorNotice() {
        return new OperatorNotice(OperatorNotice.OperatorNoticeKind.QUEUE_RESUMED, "kie", Map.of(), Instant.now());
    }

    private Notice notice(String code) {
        return new Notice(new UserId(user), code, Map.of(), Instant.now());
    }

    private void publishEvent(AtelierEvent event) {
        publishEvents(List.of(event));
    }

    private void publishEvents(List<? extends AtelierEvent> events) {
        StepVerifier.create(publisher.publishRecords(
                        events.stream().map(this::toRecord).toList()))
                .assertNext(published -> assertThat(published.failure()).isNull())
                .expectComplete()
                .verify(LIMIT);
    }

    private OutboundEventRecord toRecord(AtelierEvent event) {
        EventType type = EventTypeCatalogue.typeOf(event.getClass());
        CloudEventAttributes attributes =
                new CloudEventAttributes(UuidV7Generator.nextUuid(), type.value(), "test", Instant.now());
        return new OutboundEventRecord(
                0,
                names.topicName(type.topic()),
                event.recordKey(),
                new OutboundEventRecord.EventRecordPayload(
                        EventJsonMapper.createMapper().writeValueAsBytes(event)),
                attributes.toHeaders(event.recordKey(), null));
    }

    /** Waits until the gateway has read all notices to the user. */
    private void awaitKeptFrames(int number) {
        await().atMost(LIMIT)
                .until(() -> history.findMissedSince(new UserId(user), new RealtimePosition(Map.of()))
                                .orElseThrow()
                                .size()
                        == number);
    }

    /** A user whose events are read in order with those of {@link #user}. */
    private UserId anotherUserOfThePartition() {
        int partition = tail.partitionOf(new UserId(user));
        return Stream.generate(() -> new UserId(UUID.randomUUID()))
                .filter(other -> tail.partitionOf(other) == partition)
                .findFirst()
                .orElseThrow();
    }

    private void publish(RealtimeMessage update) {
        redis.convertAndSend(redisProperties.prefixName(RealtimeMessage.CHANNEL), json.writeValueAsString(update))
                .block(LIMIT);
    }

    private String ticket(String... roles) {
        return ticketOf(user, roles);
    }

    private String ticketOf(UUID who, String... roles) {
        JsonNode answer = http.post()
                .uri("/api/v1/realtime/tickets")
                .headers(headers -> headers.setBearerAuth(TOKENS.of(who, roles)))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        return answer.path("ticket").asString();
    }

    /** Another user, who is an operator. */
    private Client connectOperator() {
        Client operator = connect(ticketOf(UUID.randomUUID(), "USER", "ADMIN"), null);
        operator.next();
        return operator;
    }

    private Client connect(String ticket, @Nullable String lastEventId) {
        return connect(List.of("atelier.v1", ticket), lastEventId);
    }

    private Client connect(List<String> protocols, @Nullable String lastEventId) {
        Client client = new Client(protocols, json);
        clients.add(client);
        String query = lastEventId == null ? "" : "?lastEventId=" + lastEventId;
        client.open(URI.create("ws://127.0.0.1:" + port + "/api/v1/realtime" + query));
        return client;
    }

    /** A user's app: records the frames it receives. */
    private static final class Client implements WebSocketHandler {

        private final List<String> protocols;
        private final ObjectMapper json;
        private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
        private final Sinks.Many<String> outgoing = Sinks.many().unicast().onBackpressureBuffer();
        private final Sinks.One<CloseStatus> closed = Sinks.one();
        private final Sinks.One<String> protocol = Sinks.one();
        private @Nullable Disposable connection;

        Client(List<String> protocols, ObjectMapper json) {
            this.protocols = protocols;
            this.json = json;
        }

        void open(URI uri) {
            HttpHeaders headers = new HttpHeaders();
            connection = new ReactorNettyWebSocketClient()
                    .execute(uri, headers, this)
                    .subscribe(nothing -> {}, error -> closed.tryEmitError(error));
        }

        @Override
        public List<String> getSubProtocols() {
            return protocols;
        }

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            protocol.tryEmitValue(String.valueOf(session.getHandshakeInfo().getSubProtocol()));
            session.closeStatus().subscribe(closed::tryEmitValue);
            Flux<WebSocketMessage> out = outgoing.asFlux().map(session::textMessage);
            return session.receive()
                    .doOnNext(message -> heard.add(json.readTree(message.getPayloadAsText())))
                    .then()
                    .and(session.send(out));
        }

        void send(String text) {
            outgoing.tryEmitNext(text);
        }

        JsonNode any() {
            return heardBefore(Instant.now().plus(LIMIT));
        }

        /** The next frame that is not a heartbeat. */
        JsonNode next() {
            Instant latest = Instant.now().plus(LIMIT);
            JsonNode frame = heardBefore(latest);
            while (frame.path("type").asString().equals("ping")) {
                frame = heardBefore(latest);
            }
            return frame;
        }

        private JsonNode heardBefore(Instant latest) {
            try {
                long left = Duration.between(Instant.now(), latest).toMillis();
                JsonNode frame = heard.poll(left, TimeUnit.MILLISECONDS);
                assertThat(frame).as("a frame within " + LIMIT).isNotNull();
                return frame;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        CloseStatus closed() {
            return closed.asMono().block(LIMIT);
        }

        String protocol() {
            return protocol.asMono().block(LIMIT);
        }

        void hangUp() {
            if (connection != null) {
                connection.dispose();
            }
        }
    }
}
