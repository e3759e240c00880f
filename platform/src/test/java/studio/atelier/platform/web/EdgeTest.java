package studio.atelier.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import studio.atelier.platform.http.OutboundHttpClients;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.security.PublicPathPatterns;
import studio.atelier.platform.security.TokenIssuer;

/** A service without a database, over a real socket. */
@ExtendWith(OutputCaptureExtension.class)
class EdgeTest {

    private static final TokenIssuer ISSUER = TokenIssuer.withKey("one");
    private static final UUID USER = UUID.randomUUID();

    private static DisposableServer auth;
    private static ConfigurableApplicationContext service;
    private static WebTestClient client;
    private static String base;

    @BeforeAll
    static void start() {
        auth = HttpServer.create()
                .port(0)
                .route(routes -> routes.get(
                        "/.well-known/jwks.json",
                        (request, response) -> response.sendString(Mono.just(ISSUER.keySet()))))
                .bindNow();
        service = new SpringApplication(Edge.class)
                .run(
                        "--spring.config.import=classpath:atelier-platform.yml",
                        "--spring.application.name=edge-service",
                        "--server.port=0",
                        "--management.server.port=0",
                        "--atelier.auth.jwks-uri=http://localhost:" + auth.port() + "/.well-known/jwks.json");
        base = "http://localhost:" + service.getEnvironment().getRequiredProperty("local.server.port");
        client = clientOf("local.server.port");
    }

    private static WebTestClient clientOf(String portProperty) {
        return WebTestClient.bindToServer()
                .responseTimeout(Duration.ofSeconds(20))
                .baseUrl("http://localhost:" + service.getEnvironment().getRequiredProperty(portProperty))
                .build();
    }

    @AfterAll
    static void stop() {
        service.close();
        auth.disposeNow();
    }

    @Test
    void passesTheCallerToTheController() {
        client.get()
                .uri("/me")
                .headers(as("USER"))
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .isEqualTo(USER + " uk");
    }

    @Test
    void answersInTheLanguageThatWasAskedFor() {
        client.get()
                .uri("/me")
                .headers(as("USER"))
                .header(HttpHeaders.ACCEPT_LANGUAGE, "de, ru;q=0.9")
                .exchange()
                .expectBody(String.class)
                .isEqualTo(USER + " ru");
    }

    @Test
    void asksWhoeverComesWithoutATokenToSignIn() {
        expectProblem(client.get().uri("/me").exchange(), CommonProblemCode.UNAUTHENTICATED)
                .jsonPath("$.title")
                .isEqualTo("Please sign in")
                .jsonPath("$.type")
                .isEqualTo("urn:atelier:problem:unauthenticated")
                .jsonPath("$.traceId")
                .value((String trace) -> assertThat(trace).matches("[0-9a-f]{32}"));
    }

    @Test
    void refusesATokenSignedWithAnotherKey() {
        String forged = TokenIssuer.withKey("one").token(USER, "ADMIN");
        expectProblem(
                client.get()
                        .uri("/me")
                        .headers(headers -> headers.setBearerAuth(forged))
                        .exchange(),
                CommonProblemCode.UNAUTHENTICATED);
    }

    @Test
    void keepsOperatorsPathsFromOthers() {
        expectProblem(
                client.get().uri("/api/v1/admin/thing").headers(as("USER")).exchange(), CommonProblemCode.FORBIDDEN);
        client.get()
                .uri("/api/v1/admin/thing")
                .headers(as("ADMIN"))
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void servesPublicPathsEvenWithABadToken() {
        client.get()
                .uri("/open/door")
                .headers(headers -> headers.setBearerAuth("worn-out"))
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void listsWhatIsWrongWithABody() {
        expectProblem(post("{\"name\":\" \",\"count\":0}"), CommonProblemCode.VALIDATION_FAILED)
                .jsonPath("$.errors.length()")
                .isEqualTo(2)
                .jsonPath("$.errors[?(@.field == 'count')].message")
                .exists();
    }

    @Test
    void listsWhatIsWrongWithAParameter() {
        expectProblem(
                        client.get().uri("/page?limit=0").headers(as("USER")).exchange(),
                        CommonProblemCode.VALIDATION_FAILED)
                .jsonPath("$.errors[0].field")
                .isEqualTo("limit");
    }

    @Test
    void distinguishesAnUnreadableBodyFromAnEnormousOne() {
        expectProblem(post("{not json"), CommonProblemCode.MALFORMED_REQUEST);
        expectProblem(
                post("{\"count\":1,\"name\":\"" + "x".repeat(600_000) + "\"}"), CommonProblemCode.PAYLOAD_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{\"count\":1,\"name\":\"a\\u0000b\"}",
                "{\"count\":1,\"name\":\"\\ud800\"}",
                "{\"count\":1,\"name\":\"\\udc00\\ud800\"}",
                "{\"count\":1.9,\"name\":\"a\"}",
                "{\"count\":1e400,\"name\":\"a\"}",
                "{\"count\":1e999999999,\"name\":\"a\"}",
                "{\"count\":\"x\",\"name\":\"a\"}",
                "{\"count\":1,\"name\":{\"a\":1}}",
                "{\"count\":1,\"name\":\"a\"} x"
            })
    void refusesABodyThatCannotBeKept(String body) {
        expectProblem(post(body), CommonProblemCode.MALFORMED_REQUEST);
    }

    @Test
    void refusesNumbersAndDepthsWithoutEnd() {
        expectProblem(post("{\"count\":" + "9".repeat(101) + "}"), CommonProblemCode.MALFORMED_REQUEST);
        expectProblem(
                post("{\"a\":" + "[".repeat(1000) + "]".repeat(1000) + ",\"name\":\"a\",\"count\":1}"),
                CommonProblemCode.MALFORMED_REQUEST);
    }

    @Test
    void takesEveryTextThatCanBeKept() {
        post("{\"count\":1,\"name\":\"\\ud83d\\ude00 \\u007f\\u0001 \\\\u0000 \\u202e\"}")
                .expectStatus()
                .isOk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/things/%20", "/things/%E3%80%80", "/things/not-an-id"})
    void takesNothingElseForAnId(String path) {
        expectProblem(
                client.get().uri(URI.create(base + path)).headers(as("USER")).exchange(),
                CommonProblemCode.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page?limit=%00", "/page?limit=1&%00", "/me?x=a%00b"})
    void refusesANullCharacterInAQuery(String address) {
        expectProblem(
                client.get().uri(URI.create(base + address)).headers(as("USER")).exchange(),
                CommonProblemCode.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/me%00", "//me", "/me;a=b", "/%2e%2e/me", "/me%2f..", "/me%5c", "/a%0d%0ab", "/me%25", "/./me"})
    void saysWhatIsWrongWithAnAddressThatTheFirewallRefuses(String address) {
        expectProblem(
                client.get().uri(URI.create(base + address)).headers(as("USER")).exchange(),
                CommonProblemCode.MALFORMED_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Accept, /x, NOT_ACCEPTABLE",
                "Accept, `\"><x/y>`, NOT_ACCEPTABLE",
                "Accept, text/plain;charset=nowhere, NOT_ACCEPTABLE",
                "Content-Type, `\"><x/y>`, UNSUPPORTED_MEDIA_TYPE",
                "Content-Type, /x, UNSUPPORTED_MEDIA_TYPE",
                "Content-Type, application/json;charset=nowhere, UNSUPPORTED_MEDIA_TYPE",
                "Content-Type, `application/json;a=\"`, UNSUPPORTED_MEDIA_TYPE",
                "Content-Encoding, gzip, UNSUPPORTED_MEDIA_TYPE"
            })
    void refusesAHeaderThatMakesNoSense(String name, String value, CommonProblemCode problem) {
        expectProblem(
                client.post()
                        .uri("/things")
                        .headers(as("USER"))
                        .headers(headers -> {
                            headers.set("Content-Type", "application/json");
                            headers.set(IdempotencyKey.HEADER, "key-" + UUID.randomUUID());
                            headers.set(name, value);
                        })
                        .body(BodyInserters.fromDataBuffers(
                                Mono.fromSupplier(() -> DefaultDataBufferFactory.sharedInstance.wrap(
                                        "{\"name\":\"a\",\"count\":1}".getBytes()))))
                        .exchange(),
                problem);
    }

    @Test
    void refusesMoreMediaTypesThanSpringOrders() {
        String fifty = String.join(", ", Collections.nCopies(50, "application/json;q=0.1"));

        client.get()
                .uri("/me")
                .headers(as("USER"))
                .header("Accept", fifty)
                .exchange()
                .expectStatus()
                .isOk();
        expectProblem(
                client.get()
                        .uri("/me")
                        .headers(as("USER"))
                        .header("Accept", fifty)
                        .header("Accept", "*/*")
                        .exchange(),
                CommonProblemCode.NOT_ACCEPTABLE);
    }

    @Test
    void asksForAnIdempotencyKeyAndChecksItsForm() {
        expectProblem(
                client.post()
                        .uri("/things")
                        .headers(as("USER"))
                        .header("Content-Type", "application/json")
                        .bodyValue("{\"name\":\"a\",\"count\":1}")
                        .exchange(),
                CommonProblemCode.IDEMPOTENCY_KEY_REQUIRED);
        expectProblem(
                client.post()
                        .uri("/things")
                        .headers(as("USER"))
                        .header("Content-Type", "application/json")
                        .header(IdempotencyKey.HEADER, "short")
                        .bodyValue("{\"name\":\"a\",\"count\":1}")
                        .exchange(),
                CommonProblemCode.IDEMPOTENCY_KEY_INVALID);
    }

    @Test
    void showsNothingOfAnErrorOfOurs() {
        byte[] body = expectProblem(
                        client.get()
                                .uri("/broken")
                                .headers(as("USER"))
                                .header(HttpHeaders.ACCEPT_LANGUAGE, "uk")
                                .exchange(),
                        CommonProblemCode.INTERNAL_ERROR)
                .jsonPath("$.title")
                .isEqualTo("Щось пішло не так")
                .returnResult()
                .getResponseBody();
        assertThat(new String(body)).doesNotContain("secret").doesNotContain("Exception");
    }

    @Test
    void namesTheCallerWhereAnErrorOfOursIsLogged(CapturedOutput output) {
        expectProblem(client.get().uri("/broken").headers(as("USER")).exchange(), CommonProblemCode.INTERNAL_ERROR);
        assertThat(output.getOut().lines().filter(line -> line.contains("GET /broken failed")))
                .singleElement()
                .asString()
                .contains("\"userId\":\"" + USER + "\"")
                .containsPattern("\"traceId\":\"[0-9a-f]{32}\"");
    }

    /** Request log, our errors with the checkpoints of their stack traces, and outbound calls. */
    @Test
    void logsNoSecretThatComesInARequest(CapturedOutput output) {
        WebClient outbound = service.getBean(WebClient.Builder.class)
                .clientConnector(new ReactorClientHttpConnector(service.getBean(OutboundHttpClients.class)
                        .createHttpClient("canary", 1, Duration.ofSeconds(3), Duration.ofSeconds(3))))
                .build();
        List<String> secrets = Canaries.encoded();
        secrets.forEach(secret -> {
            for (String path : List.of("/nowhere/", "/broken/")) {
                URI address = URI.create(base + path + secret + "?sig=" + secret + "&password=hunter2");
                client.get()
                        .uri(address)
                        .headers(as("USER"))
                        .header("X-Secret", secret)
                        .exchange();
            }
            outbound.get()
                    .uri(URI.create("http://localhost:" + auth.port() + "/" + secret + "?password=hunter2&x=" + secret))
                    .exchangeToMono(answer -> answer.releaseBody())
                    .block();
            outbound.get()
                    .uri(URI.create("http://localhost:1/" + secret + "?password=hunter2&x=" + secret))
                    .retrieve()
                    .bodyToMono(String.class)
                    .doOnError(error -> LoggerFactory.getLogger(EdgeTest.class).error("The call failed", error))
                    .onErrorComplete()
                    .block();
        });
        post(Canaries.named());
        client.get().uri("/broken/named").headers(as("USER")).exchange();
        client.get()
                .uri("/broken/x")
                .headers(headers -> headers.setBearerAuth(Canaries.SHAPED.get("web token")))
                .exchange();

        assertThat(output.getOut().lines().filter(line -> line.contains("studio.atelier.request.in")))
                .hasSizeGreaterThanOrEqualTo(2 * secrets.size());
        assertThat(output.getOut()).contains("/broken/", "HTTP GET", "ECHO", "The call failed", "localhost:1/");
        assertThat(output.getOut().lines()).allSatisfy(line -> assertThat(line).doesNotContain(Canaries.NEVER_LOGGED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"known", "unknown"})
    void doesNotTakeTheBrokenConnectionOfAnotherPartForTheClients(String kind) {
        expectProblem(
                client.get().uri("/cut-off/" + kind).headers(as("USER")).exchange(),
                CommonProblemCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void answersWhatIsNotThereWithAProblem() {
        expectProblem(client.get().uri("/nowhere").headers(as("USER")).exchange(), CommonProblemCode.NOT_FOUND);
        expectProblem(client.delete().uri("/me").headers(as("USER")).exchange(), CommonProblemCode.METHOD_NOT_ALLOWED);
    }

    @Test
    void showsHealthAndMetricsOnThePortOfItsOwnOnly() {
        WebTestClient management = clientOf("local.management.port");
        management
                .get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isOk();
        management
                .get()
                .uri("/actuator/health/liveness")
                .exchange()
                .expectStatus()
                .isOk();
        management.get().uri("/actuator/prometheus").exchange().expectStatus().isOk();
        client.get().uri("/actuator/health").exchange().expectStatus().isNotFound();
    }

    @Test
    void countsTimesOfRequestsInFewBuckets() {
        client.get().uri("/me").headers(as("USER")).exchange().expectStatus().isOk();

        String metrics = clientOf("local.management.port")
                .get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(metrics.lines()
                        .filter(line -> line.startsWith("http_server_requests_seconds_bucket")
                                && line.contains("uri=\"/me\"")
                                && line.contains("status=\"200\"")))
                .hasSizeBetween(5, 15);
    }

    private static WebTestClient.ResponseSpec post(String body) {
        return client.post()
                .uri("/things")
                .headers(as("USER"))
                .header("Content-Type", "application/json")
                .header(IdempotencyKey.HEADER, "key-" + UUID.randomUUID())
                .bodyValue(body)
                .exchange();
    }

    private static Consumer<HttpHeaders> as(String role) {
        return headers -> headers.setBearerAuth(ISSUER.token(USER, role));
    }

    private static WebTestClient.BodyContentSpec expectProblem(
            WebTestClient.ResponseSpec answer, CommonProblemCode code) {
        return answer.expectStatus()
                .isEqualTo(code.httpStatus())
                .expectHeader()
                .contentType("application/problem+json")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code.name())
                .jsonPath("$.status")
                .isEqualTo(code.httpStatus().value());
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
                "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
                "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
            })
    @Import(Doors.class)
    static class Edge {

        @Bean
        PublicPathPatterns open() {
            return PublicPathPatterns.of("/open/**");
        }
    }

    @RestController
    static class Doors {

        @GetMapping("/me")
        String me(Caller caller) {
            return caller.id() + " " + caller.locale();
        }

        @GetMapping("/open/door")
        String open() {
            return "open";
        }

        @GetMapping("/api/v1/admin/thing")
        String operator() {
            return "operator";
        }

        @GetMapping("/page")
        String page(@RequestParam @Min(1) int limit) {
            return "page of " + limit;
        }

        @GetMapping("/things/{id}")
        String thing(@PathVariable UUID id) {
            return id.toString();
        }

        @GetMapping("/broken/{secret}")
        Mono<String> broken(@PathVariable String secret) {
            return Mono.error(
                    new IllegalStateException("ECHO " + ("named".equals(secret) ? Canaries.named() : secret)));
        }

        @GetMapping("/broken")
        Mono<String> broken() {
            return Mono.error(new IllegalStateException("secret"));
        }

        @GetMapping("/cut-off/{kind}")
        Mono<String> cutOff(@PathVariable String kind) {
            IOException reset = new IOException("Connection reset by peer");
            return Mono.error(
                    kind.equals("known")
                            ? CommonProblemException.serviceUnavailable(Duration.ofSeconds(1))
                                    .initCause(reset)
                            : new IllegalStateException("The database said nothing", reset));
        }

        @PostMapping("/things")
        Mono<String> create(@Valid @RequestBody Thing thing, IdempotencyKey key) {
            return Mono.just(thing.name() + key.value());
        }
    }

    record Thing(@NotBlank String name, @Min(1) int count) {}
}
