package studio.atelier.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webtestclient.autoconfigure.AutoConfigureWebTestClient;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestTokens;

@AtelierInfrastructure
@AutoConfigureWebTestClient(timeout = "20s")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "atelier.realtime.ticket-key=a-key-for-tests-a-key-for-tests-a-key",
            "atelier.app.location=classpath:/stub-webapp/",
            "atelier.app.telegram-link=https://t.me/our_bot",
            "atelier.edge.frame-ancestors=https://web.telegram.org,http://localhost:8090",
            "atelier.connection.write-timeout=1s",
            // One user sends 200 concurrent requests here.
            "atelier.upstream.calls-per-owner=256",
            // Long enough for a slow test machine.
            "atelier.limit.redis-timeout=5s",
            "atelier.limit.required-redis-timeout=5s",
            "atelier.limit.spend.period=1h",
            "atelier.edge.allowed-origins=https://friend.example",
            "management.server.port=0"
        })
class GatewayIT {

    private static final TestTokens TOKENS = TestTokens.start();
    private static final StubService SERVICE = StubService.start();

    @Autowired
    private WebTestClient client;

    @Autowired
    private ObservedRequests observed;

    @LocalServerPort
    private int port;

    private final UUID user = UUID.randomUUID();

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry registry) {
        registry.add("atelier.auth.jwks-uri", TOKENS::jwksUri);
        for (String service : List.of("auth", "billing", "generation")) {
            registry.add("atelier.upstream." + service, SERVICE::uri);
        }
        // No server listens there.
        registry.add("atelier.upstream.chat", () -> "http://127.0.0.1:1");
    }

    @AfterAll
    static void stop() {
        TOKENS.close();
        SERVICE.close();
    }

    @BeforeEach
    void forget() {
        SERVICE.seen().clear();
    }

    @Test
    void forwardsACallWithAValidToken() {
        get("/api/v1/billing/balance", TOKENS.of(user)).expectStatus().isOk();

        assertThat(SERVICE.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.path()).isEqualTo("/api/v1/billing/balance");
            assertThat(seen.headers().get("X-Atelier-Client-Address")).isEqualTo("127.0.0.1");
        });
    }

    @Test
    void refusesACallerWithoutAToken() {
        client.get()
                .uri("/api/v1/billing/balance")
                .header(HttpHeaders.ACCEPT_LANGUAGE, "uk")
                .exchange()
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("UNAUTHENTICATED");
        assertThat(SERVICE.seen()).isEmpty();
    }

    @Test
    void refusesAnExpiredToken() {
        String token = TOKENS.of(
                user, claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60))));

        get("/api/v1/billing/balance", token).expectStatus().isUnauthorized();
    }

    @Test
    void refusesATokenWithoutSignature() {
        String claims = TOKENS.of(user).split("\\.")[1];

        get("/api/v1/billing/balance", "eyJhbGciOiJub25lIn0." + claims + ".")
                .expectStatus()
                .isUnauthorized();
    }

    @Test
    void refusesATokenOfAnotherIssuer() {
        try (TestTokens others = TestTokens.start()) {
            get("/api/v1/billing/balance", others.of(user)).expectStatus().isUnauthorized();
        }
    }

    @Test
    void forwardsOperatorCallsForOperatorsOnly() {
        get("/api/v1/admin/billing/users", TOKENS.of(user)).expectStatus().isForbidden();
        get("/api/v1/admin/billing/users", TOKENS.of(user, "USER", "ADMIN"))
                .expectStatus()
                .isOk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks/kie", "/webhooks/replicate", "/images/1/full", "/.well-known/jwks.json"})
    void asksNoTokenOfWhatProvesItselfOtherwise(String path) {
        client.get().uri(path).exchange().expectStatus().isOk();
    }

    @Test
    void throwsAwayAnAddressTheClientClaims() {
        client.get()
                .uri("/api/v1/billing/balance")
                .headers(headers -> headers.setBearerAuth(TOKENS.of(user)))
                .header("X-Atelier-Client-Address", "6.6.6.6")
                .header("X-Forwarded-For", "6.6.6.6")
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(SERVICE.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.headers().getAll("X-Atelier-Client-Address")).containsExactly("127.0.0.1");
            assertThat(seen.headers().contains("X-Forwarded-For")).isFalse();
        });
    }

    @Test
    void saysWhichServiceIsAwayInPlainWords() {
        get("/api/v1/chat/dialogs", TOKENS.of(user))
                .expectStatus()
                .isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
                .expectHeader()
                .exists(HttpHeaders.RETRY_AFTER)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("SERVICE_UNAVAILABLE");
    }

    @Test
    void takesPostsOfItsOwnPageBehindAProxyThatEndsTls() {
        client.post()
                .uri("/api/v1/generations")
                .headers(headers -> headers.setBearerAuth(TOKENS.of(user)))
                .header(HttpHeaders.HOST, "atelier.example")
                .header(HttpHeaders.ORIGIN, "https://atelier.example")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void givesOnlyListedOriginsPermission() {
        preflight("https://friend.example")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "https://friend.example");
        preflight("https://stranger.example")
                .expectStatus()
                .isForbidden()
                .expectHeader()
                .doesNotExist(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
        client.get()
                .uri("/api/v1/billing/balance")
                .headers(headers -> headers.setBearerAuth(TOKENS.of(user)))
                .header(HttpHeaders.ORIGIN, "https://stranger.example")
                .exchange()
                .expectHeader()
                .doesNotExist(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
    }

    @Test
    void countsNoHangUpOfAClientAgainstTheService() throws IOException {
        for (int i = 0; i < 25; i++) {
            breakOffAnUpload();
        }
        for (int i = 0; i < 10; i++) {
            get("/api/v1/generations", TOKENS.of(user)).expectStatus().isOk();
        }
    }

    /** Sends the beginning of a body once it is read, and resets the connection. */
    private void breakOffAnUpload() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(20_000);
            send(
                    socket,
                    "POST /api/v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n"
                            + "Expect: 100-continue\r\nAuthorization: Bearer " + TOKENS.of(UUID.randomUUID())
                            + "\r\n\r\n");
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 100");
            send(socket, "x".repeat(1000));
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void leavesAClientThatDoesNotRead() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            send(
                    socket,
                    "GET /api/v1/images" + StubService.ENDLESS + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "Authorization: Bearer " + TOKENS.of(user) + "\r\n\r\n");
            await(() -> SERVICE.endlessBegun() == 1);
            await(() -> SERVICE.endlessEnded() == 1);
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }

    @Test
    void refusesABodyThatSaysItIsTooLarge() {
        post("/api/v1/generations", new byte[300_000])
                .expectStatus()
                .isEqualTo(HttpStatus.CONTENT_TOO_LARGE)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(SERVICE.seen()).isEmpty();
    }

    @Test
    void countsABodyThatDoesNotSayHowLargeItIs() {
        client.post()
                .uri("/api/v1/generations")
                .headers(headers -> headers.setBearerAuth(TOKENS.of(user)))
                .contentType(MediaType.APPLICATION_JSON)
                .body(Flux.range(0, 300).map(part -> "x".repeat(1000)), String.class)
                .exchange()
                .expectStatus()
                .isEqualTo(HttpStatus.CONTENT_TOO_LARGE);
        assertThat(SERVICE.seen()).isEmpty();
    }

    @Test
    void refusesWhoCallsTooOften() {
        String token = TOKENS.of(user);
        long refused = Flux.range(0, 70)
                .map(i -> client.post()
                        .uri("/api/v1/generations")
                        .headers(headers -> headers.setBearerAuth(token))
                        .exchange()
                        .returnResult(String.class)
                        .getStatus())
                .filter(HttpStatus.TOO_MANY_REQUESTS::equals)
                .count()
                .block(Duration.ofSeconds(30));

        assertThat(refused).isBetween(8L, 10L);
    }

    @Test
    void doesNotTakeABurstForAnAbsentRedis() {
        WebClient atOnce = WebClient.create("http://127.0.0.1:" + port);
        String token = TOKENS.of(user);

        Map<Integer, Long> answers = Flux.range(0, 200)
                .flatMap(
                        i -> atOnce.post()
                                .uri("/api/v1/generations")
                                .headers(headers -> headers.setBearerAuth(token))
                                .exchangeToMono(answer -> answer.releaseBody()
                                        .thenReturn(answer.statusCode().value())),
                        200)
                .collect(Collectors.groupingBy(status -> status, Collectors.counting()))
                .block(Duration.ofSeconds(30));

        assertThat(answers).containsOnlyKeys(200, 429);
        assertThat(answers.get(200)).isBetween(60L, 75L);
    }

    @Test
    void servesTheMiniAppAndLetsTelegramFrameIt() {
        for (String path : List.of("/", "/gallery", "/try-on/confirm")) {
            client.get()
                    .uri(path)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .contentTypeCompatibleWith(MediaType.TEXT_HTML)
                    .expectHeader()
                    .cacheControl(CacheControl.noCache())
                    .expectHeader()
                    .doesNotExist("X-Frame-Options")
                    .expectHeader()
                    .value(
                            "Content-Security-Policy",
                            policy -> assertThat(policy)
                                    .contains("frame-ancestors 'self' https://web.telegram.org http://localhost:8090"));
        }
    }

    @Test
    void allowsBrowsersToCacheFilesWithAHashInTheirName() {
        client.get()
                .uri("/assets/app-1a2b3c.js")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .value(HttpHeaders.CACHE_CONTROL, value -> assertThat(value).contains("immutable"));
        client.get().uri("/assets/gone-1a2b3c.js").exchange().expectStatus().isNotFound();
    }

    @Test
    void sendsTheBrotliCopyToClientsThatAcceptIt() throws IOException {
        script("gzip, deflate, br, zstd")
                .expectHeader()
                .valueEquals(HttpHeaders.CONTENT_ENCODING, "br")
                .expectHeader()
                .contentType("text/javascript")
                .expectHeader()
                .value(HttpHeaders.VARY, vary -> assertThat(vary).contains("Accept-Encoding"))
                .expectHeader()
                .value(HttpHeaders.CACHE_CONTROL, value -> assertThat(value).contains("immutable"))
                .expectBody(byte[].class)
                .isEqualTo(new ClassPathResource("stub-webapp/assets/app-1a2b3c.js.br").getContentAsByteArray());
        script("identity").expectHeader().doesNotExist(HttpHeaders.CONTENT_ENCODING);
    }

    private WebTestClient.ResponseSpec script(String accepted) {
        return client.get()
                .uri("/assets/app-1a2b3c.js")
                .header(HttpHeaders.ACCEPT_ENCODING, accepted)
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void servesTheLinkThatOpensTheAppInTelegram() {
        client.get()
                .uri("/telegram.json")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.link")
                .isEqualTo("https://t.me/our_bot");
    }

    @Test
    void answersHeadAsItAnswersGet() {
        for (String path : List.of("/", "/gallery", "/assets/app-1a2b3c.js")) {
            byte[] body = client.get()
                    .uri(path)
                    .header(HttpHeaders.ACCEPT_ENCODING, "identity")
                    .exchange()
                    .expectBody()
                    .returnResult()
                    .getResponseBody();
            client.head()
                    .uri(path)
                    .header(HttpHeaders.ACCEPT_ENCODING, "identity")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .contentLength(body.length)
                    .expectBody()
                    .isEmpty();
        }
    }

    @Test
    void marksCompressedFilesAsVaryingByEncoding() {
        for (String path : List.of("/", "/assets/app-1a2b3c.js")) {
            client.get()
                    .uri(path)
                    .exchange()
                    .expectHeader()
                    .value(HttpHeaders.VARY, vary -> assertThat(vary).contains("Accept-Encoding"));
        }
    }

    @Test
    void allowsPagesToConnectToTheirOwnHostOnly() {
        client.get()
                .uri("/")
                .exchange()
                .expectHeader()
                .value("Content-Security-Policy", policy -> assertThat(policy).contains("connect-src 'self';"));
    }

    @Test
    void keepsTheStricterPolicyOfAService() {
        client.get()
                .uri("/images/1/full")
                .exchange()
                .expectHeader()
                .valueEquals("Content-Security-Policy", StubService.POLICY);
    }

    @Test
    void beginsATraceOfItsOwn() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        client.get()
                .uri("/api/v1/billing/balance")
                .headers(headers -> headers.setBearerAuth(TOKENS.of(user)))
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .header("tracestate", "vendor=1")
                .header("baggage", "userId=1")
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(SERVICE.seen()).singleElement().satisfies(seen -> {
            assertThat(seen.headers().get("traceparent")).isNotNull().doesNotContain(trace);
            assertThat(seen.headers().contains("tracestate")).isFalse();
            assertThat(seen.headers().contains("baggage")).isFalse();
        });
        await(() -> observed.clientTraces.contains(trace));
    }

    @Test
    void isUpForLoadBalancers() {
        client.get().uri("/health").exchange().expectStatus().isOk();
    }

    private WebTestClient.ResponseSpec preflight(String origin) {
        return client.options()
                .uri("/api/v1/generations")
                .header(HttpHeaders.ORIGIN, origin)
                .header(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD, "POST")
                .exchange();
    }

    private WebTestClient.ResponseSpec get(String path, String token) {
        return client.get()
                .uri(path)
                .headers(headers -> headers.setBearerAuth(token))
                .exchange();
    }

    private WebTestClient.ResponseSpec post(String path, byte[] body) {
        return client.post()
                .uri(path)
                .headers(headers -> headers.setBearerAuth(TOKENS.of(user)))
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Observations {

        @Bean
        ObservedRequests observedRequests() {
            return new ObservedRequests();
        }
    }

    /** Records the client trace of each request that has one. */
    static final class ObservedRequests implements ObservationHandler<ServerRequestObservationContext> {

        private final Queue<String> clientTraces = new ConcurrentLinkedQueue<>();

        @Override
        public void onStop(ServerRequestObservationContext context) {
            KeyValue clientTrace = context.getHighCardinalityKeyValue("client.trace");
            if (clientTrace != null) {
                clientTraces.add(clientTrace.getValue());
            }
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof ServerRequestObservationContext;
        }
    }
}
