package studio.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.gateway.FaultyService.Fault;
import studio.atelier.gateway.route.UpstreamService;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How the gateway handles failing services and clients that exceed limits. Each test has its own users, and its own
 * addresses where addresses are counted.
 */
@AtelierInfrastructure
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "atelier.realtime.ticket-key=a-key-for-tests-a-key-for-tests-a-key",
            "atelier.app.location=classpath:/stub-webapp/",
            // Long enough for a slow test machine.
            "atelier.limit.redis-timeout=5s",
            "atelier.limit.required-redis-timeout=5s",
            "atelier.edge.trusted-proxies=127.0.0.1/32",
            "atelier.limit.file.requests=40",
            "atelier.limit.file.period=1h",
            "atelier.limit.document.requests=40",
            "atelier.limit.document.period=1h",
            "atelier.limit.read.requests=40",
            "atelier.limit.read.period=1h",
            "atelier.upstream.response-timeout=3s",
            "atelier.upstream.slow-answer=1s",
            // Longer than the test, so that an open breaker stays open.
            "atelier.upstream.open-duration=1m",
            // Small enough that the bodies of one address would fill it without a bound per address.
            "atelier.upstream.calls=40",
            "atelier.upstream.calls-per-owner=32",
            "atelier.upstream.pictures.write-timeout=2s",
            "atelier.edge.body-timeout=4s",
            "atelier.upstream.uploads.answering=3",
            "atelier.upstream.uploads.per-user=2",
            "management.server.port=0"
        })
class FrontDoorIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final TestTokens TOKENS = TestTokens.start();
    private static final Map<UpstreamService, FaultyService> SERVICES = new EnumMap<>(UpstreamService.class);
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Path API_DESCRIPTION = Path.of("../docs/api/openapi.json");

    static {
        Stream.of(UpstreamService.values()).forEach(upstream -> SERVICES.put(upstream, FaultyService.start()));
    }

    @Autowired
    private MeterRegistry meters;

    @LocalServerPort
    private int port;

    private final HttpClient http = HttpClient.newHttpClient();
    private final UUID user = UUID.randomUUID();

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("atelier.auth.jwks-uri", TOKENS::jwksUri);
        SERVICES.forEach(
                (upstream, service) -> registry.add("atelier.upstream." + upstream.serviceName(), service::uri));
    }

    @AfterAll
    static void stop() {
        TOKENS.close();
        SERVICES.values().forEach(FaultyService::close);
    }

    @AfterEach
    void letGo() {
        SERVICES.values().forEach(FaultyService::letGo);
    }

    // Operators

    /** Every documented call below {@code /api/v1/admin/}, at each service it names. */
    static Stream<OperatorCall> operatorCalls() {
        JsonNode paths = JSON.readTree(API_DESCRIPTION.toFile()).path("paths");
        return paths.properties().stream()
                .filter(path -> path.getKey().startsWith("/api/v1/admin/"))
                .flatMap(path -> path.getValue().propertyNames().stream()
                        .flatMap(method -> Stream.of(UpstreamService.values())
                                .filter(service -> isOf(service, path.getKey()))
                                .map(service -> OperatorCall.of(service, method, path.getKey()))));
    }

    private static boolean isOf(UpstreamService service, String path) {
        return path.startsWith("/api/v1/admin/{service}/")
                || path.startsWith("/api/v1/admin/" + service.serviceName() + "/");
    }

    @ParameterizedTest
    @MethodSource("operatorCalls")
    void bringsEveryOperatorCallToItsService(OperatorCall call) {
        FaultyService service = SERVICES.get(call.service());
        service.seen().clear();

        ResponseEntity<String> answer = send(call.method(), call.path(), TOKENS.of(user, "USER", "ADMIN"), Fault.NONE)
                .block(LIMIT);

        assertThat(answer.getStatusCode().value()).isEqualTo(200);
        assertThat(service.seen()).containsExactly(call.method() + " " + call.path());
    }

    @Test
    void knowsOperatorCallsOfEveryService() {
        assertThat(operatorCalls().map(OperatorCall::service)).contains(UpstreamService.values());
    }

    @Test
    void countsOperatorsApartFromUsers() {
        String operator = TOKENS.of(user, "USER", "ADMIN");

        for (int burst = 0; burst < 6; burst++) {
            assertThat(statuses(10, n -> send(HttpMethod.GET, "/api/v1/admin/auth/dead-letters", operator, Fault.NONE)))
                    .containsOnly(200);
        }
        assertThat(statuses(60, n -> send(HttpMethod.GET, "/api/v1/billing/balance", operator, Fault.NONE)))
                .contains(429);
    }

    // Failing services

    @Test
    void saysThatAServiceIsUnavailableThatResetsTheConnection(CapturedOutput output) {
        ResponseEntity<String> answer = get("/api/v1/billing/balance", Fault.RESET);

        assertProblem(answer, 503, "SERVICE_UNAVAILABLE", "2");
        assertThat(output.getOut().lines().filter(line -> line.contains("Connection reset")))
                .as("lines that name the cause")
                .hasSize(1);
    }

    @Test
    void saysThatAServiceIsUnavailableThatResetsTheConnectionAfterItsHead() {
        assertProblem(get("/api/v1/billing/balance", Fault.BROKEN_HEAD), 503, "SERVICE_UNAVAILABLE", "2");
    }

    @Test
    void doesNotCompleteAnAnswerThatItsServiceBrokeOff(CapturedOutput output) throws IOException {
        String answer;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream()
                    .write(("GET /api/v1/billing/balance HTTP/1.1\r\nHost: localhost\r\n" + FaultyService.FAULT + ": "
                                    + Fault.BROKEN_BODY + "\r\nAuthorization: Bearer " + TOKENS.of(user) + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }

        assertThat(answer).startsWith("HTTP/1.1 200").contains("ontent-Length: 1000");
        // The reset may overtake the data sent before it; the gateway adds nothing.
        assertThat("beginning").startsWith(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(output).contains("billing broke off its answer to GET /api/v1/billing/balance");
    }

    @Test
    void answersWithATimeoutWhenAServiceIsSilent() {
        assertProblem(get("/api/v1/billing/balance", Fault.SILENT), 504, "SERVICE_TIMEOUT", "2");
    }

    @Test
    void passesARefusalOn() {
        assertProblem(get("/api/v1/billing/balance", Fault.BUSY), 503, "QUEUE_TOO_LONG", "7");
    }

    @Test
    void givesProblemDetailsWhereAServiceGaveNone() {
        assertProblem(get("/api/v1/billing/balance", Fault.EMPTY_500), 500, "INTERNAL_ERROR", null);
        assertProblem(get("/api/v1/billing/balance", Fault.HTML_404), 404, "NOT_FOUND", null);
    }

    @Test
    void leavesASlowServiceAloneForAWhileButNotWithRequestsOfOtherKinds(CapturedOutput output) {
        String token = TOKENS.of(user);
        FaultyService chat = SERVICES.get(UpstreamService.CHAT);

        assertThat(statuses(12, n -> send(HttpMethod.GET, "/api/v1/chat/dialogs", token, Fault.LATE)))
                .containsOnly(200);
        chat.seen().clear();

        assertProblem(get("/api/v1/chat/dialogs", Fault.NONE), 503, "SERVICE_UNAVAILABLE", "60");
        assertThat(chat.seen()).isEmpty();
        assertThat(output).doesNotContain("GET /api/v1/chat/dialogs is not available");
        String operator = TOKENS.of(user, "USER", "ADMIN");
        assertThat(statuses(1, n -> send(HttpMethod.GET, "/api/v1/admin/chat/dead-letters", operator, Fault.NONE)))
                .containsExactly(200);
        assertThat(statuses(1, n -> send(HttpMethod.GET, "/api/v1/chat/photos/7", token, Fault.NONE)))
                .containsExactly(200);
    }

    @Test
    void countsTheTimeOfASlowClientAgainstNobody() {
        assertThat(statuses(12, n -> slowUpload())).containsOnly(200);
        assertThat(statuses(1, n -> upload(UUID.randomUUID(), Fault.NONE))).containsExactly(200);
    }

    // Clients that exceed limits

    @Test
    void refusesUploadsThatWouldOnlyWait() {
        List<Disposable> held = hold(3, n -> UUID.randomUUID());

        assertProblem(upload(user, Fault.NONE).block(LIMIT), 503, "SERVICE_OVERLOADED", "1");
        assertThat(get("/api/v1/generations", Fault.NONE).getStatusCode().value())
                .as("other calls of the service")
                .isEqualTo(200);

        held.forEach(Disposable::dispose);
        await(() -> upload(user, Fault.NONE).block(LIMIT).getStatusCode().value() == 200);
    }

    @Test
    void boundsTheUploadsOfOneUser() {
        hold(2, n -> user);

        assertProblem(upload(user, Fault.NONE).block(LIMIT), 429, "TOO_MANY_REQUESTS", "1");
        assertThat(statuses(1, n -> upload(UUID.randomUUID(), Fault.NONE))).containsExactly(200);

        SERVICES.get(UpstreamService.GENERATION).letGo();
        await(() -> upload(user, Fault.NONE).block(LIMIT).getStatusCode().value() == 200);
    }

    @Test
    void keepsItsRoomForOthersWhenOneAddressSendsSlowBodies() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int n = 0; n < 40; n++) {
                slow.add(startLogout("203.0.113.1"));
            }
            await(() -> authCallsInFlight() >= 32);

            assertThat(statuses(1, n -> logInFrom("203.0.113.2"))).containsExactly(200);
            assertThat(authCallsInFlight()).isEqualTo(32);
            assertThat(statusOf(slow.getFirst()))
                    .as("a body that is not sent in time")
                    .isEqualTo(408);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** Sends only the beginning of a body. */
    private Socket startLogout(String address) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.getOutputStream()
                .write(("POST /api/v1/auth/logout HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: " + address
                                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static int statusOf(Socket socket) throws IOException {
        byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        return Integer.parseInt(new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
    }

    private double authCallsInFlight() {
        return meters.get("atelier.gateway.upstream.in.flight")
                .tags("upstream", "auth", "kind", "calls")
                .gauge()
                .value();
    }

    private Mono<ResponseEntity<String>> logInFrom(String address) {
        return client().post()
                .uri("/api/v1/auth/telegram")
                .header("X-Forwarded-For", address)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{}")
                .exchangeToMono(answer -> answer.toEntity(String.class));
    }

    @Test
    void endsAPictureThatIsReadTooSlowly() throws IOException {
        FaultyService generation = SERVICES.get(UpstreamService.GENERATION);
        int before = generation.brokenOff();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream()
                    .write(("GET /images/1/full HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.3\r\n"
                                    + FaultyService.FAULT + ": " + Fault.ENDLESS + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            await(() -> generation.brokenOff() == before + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void limitsWhatOneAddressAsksFor(Place place) {
        String network = "2001:db8:1:" + place.ordinal() + "::";

        assertThat(statuses(60, n -> from(network + Integer.toHexString(n + 1), place.path)))
                .contains(200, 429);
        assertThat(statuses(1, n -> from("2001:db8:2:" + place.ordinal() + "::1", place.path)))
                .containsExactly(200);
    }

    @Test
    void takesABurstOfWebhooksOfOneAddress() {
        // Telegram opens 40 connections to a bot's webhook by default.
        int connections = 40;

        assertThat(Flux.range(0, 300)
                        .flatMap(n -> from("149.154.167.220", "/webhooks/telegram"), connections)
                        .map(answer -> answer.getStatusCode().value())
                        .collectList()
                        .block(LIMIT))
                .hasSize(300)
                .containsOnly(200);
    }

    @Test
    void servesTheApiDescriptionOfTheRepository() throws IOException, InterruptedException {
        HttpResponse<byte[]> zipped = requestDescription("\"none\"");

        assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(zipped.headers().allValues("Vary")).containsOnlyOnce("Accept-Encoding");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.body())))
                .hasBinaryContent(Files.readAllBytes(API_DESCRIPTION));
        String tag = zipped.headers().firstValue("ETag").orElseThrow();
        assertThat(requestDescription(tag).statusCode()).isEqualTo(304);
    }

    /** Does not use WebClient, which decompresses automatically. */
    private HttpResponse<byte[]> requestDescription(String tag) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v3/api-docs"))
                .header("Accept-Encoding", "gzip")
                .header("If-None-Match", tag)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private List<Disposable> hold(int count, IntFunction<UUID> users) {
        FaultyService generation = SERVICES.get(UpstreamService.GENERATION);
        List<Disposable> held = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            held.add(upload(users.apply(n), Fault.HELD).subscribe(answer -> {}, error -> {}));
        }
        await(() -> generation.held() == count);
        return held;
    }

    private Mono<ResponseEntity<String>> upload(UUID uploader, Fault fault) {
        return client().post()
                .uri("/api/v1/uploads")
                .headers(headers -> headers.setBearerAuth(TOKENS.of(uploader)))
                .header(FaultyService.FAULT, fault.name())
                .bodyValue(new byte[1000])
                .exchangeToMono(answer -> answer.toEntity(String.class));
    }

    /** A request that takes longer to send than the service's response timeout. */
    private Mono<ResponseEntity<String>> slowUpload() {
        Flux<DataBuffer> body = Flux.interval(Duration.ofMillis(400))
                .take(9)
                .map(n -> DefaultDataBufferFactory.sharedInstance.wrap(new byte[100]));
        return client().post()
                .uri("/api/v1/uploads")
                .headers(headers -> headers.setBearerAuth(TOKENS.of(UUID.randomUUID())))
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(BodyInserters.fromDataBuffers(body))
                .exchangeToMono(answer -> answer.toEntity(String.class));
    }

    private ResponseEntity<String> get(String path, Fault fault) {
        return send(HttpMethod.GET, path, TOKENS.of(user), fault).block(LIMIT);
    }

    private Mono<ResponseEntity<String>> send(HttpMethod method, String path, String token, Fault fault) {
        return client().method(method)
                .uri(path)
                .headers(headers -> headers.setBearerAuth(token))
                .header(FaultyService.FAULT, fault.name())
                .exchangeToMono(answer -> answer.toEntity(String.class));
    }

    private Mono<ResponseEntity<String>> from(String address, String path) {
        return client().get()
                .uri(path)
                .header("X-Forwarded-For", address)
                .exchangeToMono(answer -> answer.toEntity(String.class));
    }

    private WebClient client() {
        return WebClient.create("http://127.0.0.1:" + port);
    }

    private static List<Integer> statuses(int count, IntFunction<Mono<ResponseEntity<String>>> requests) {
        return Flux.range(0, count)
                .flatMap(requests::apply, count)
                .map(answer -> answer.getStatusCode().value())
                .collectList()
                .block(LIMIT);
    }

    private static void assertProblem(ResponseEntity<String> answer, int status, String code, String retryAfter) {
        assertThat(answer.getStatusCode().value()).isEqualTo(status);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo(retryAfter);
        assertThat(JSON.readTree(answer.getBody()).path("code").asString("")).isEqualTo(code);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(LIMIT).until(condition);
    }

    /** Paths outside of the API with a rate limit per address. */
    private enum Place {
        PAGE("/"),
        ASSET("/assets/app-1a2b3c.js"),
        PICTURE("/images/1/full"),
        DOCUMENT("/v3/api-docs");

        private final String path;

        Place(String path) {
            this.path = path;
        }
    }

    private record OperatorCall(UpstreamService service, HttpMethod method, String path) {

        static OperatorCall of(UpstreamService service, String method, String pattern) {
            String path = pattern.replace("{service}", service.serviceName()).replaceAll("\\{[^}]+}", "a");
            return new OperatorCall(service, HttpMethod.valueOf(method.toUpperCase(java.util.Locale.ROOT)), path);
        }
    }
}
