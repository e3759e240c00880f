package studio.atelier.generation.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestTokens;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service over real PostgreSQL, Kafka and Redis, with fakes of kie.ai and billing. */
@AtelierInfrastructure
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "management.server.port=0",
            "atelier.kie.webhook-key=" + KieStub.WEBHOOK_KEY,
            "atelier.kie.create-timeout=2s",
            "atelier.link.key=a-key-for-the-links-of-these-tests-only",
            "atelier.share.ticket-key=a-key-for-the-share-tickets-of-tests",
            "atelier.generation.queue.lease=3s",
            "atelier.generation.queue.heartbeat=500ms",
            "atelier.generation.queue.by-provider.kie.rate=1000",
            "atelier.generation.work.first-poll=200ms",
            "atelier.generation.work.max-poll=500ms",
            "atelier.generation.work.retry-backoff=100ms",
            "atelier.generation.models.[nano-banana-2].typical-duration=2s",
            "atelier.generation.models.[nano-banana-2].routes[0].provider=kie",
            "atelier.generation.models.[nano-banana-2].routes[0].model=nano-banana-2",
            "atelier.generation.models.[nano-banana-2].routes[0].cost-micro-usd=40000",
            "atelier.generation.budget.default-daily-micro-usd=10000000000",
            "atelier.generation.budget.daily-micro-usd.free-quota=10000000000",
            "atelier.generation.breaker.minimum-calls=1000",
            "atelier.generation.breaker.window=1000",
            "atelier.generation.job.free.waiting=500",
            "atelier.generation.job.free.running=5"
        })
@Import(InMemoryBilling.Configuration.class)
public abstract class JobsTest {

    protected static final KieStub KIE = KieStub.start();
    private static final TestTokens TOKENS = TestTokens.start();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @LocalServerPort
    private int port;

    @Autowired
    protected InMemoryBilling billing;

    @Autowired
    protected DatabaseClient database;

    protected WebTestClient http;

    @DynamicPropertySource
    static void addresses(DynamicPropertyRegistry registry) {
        registry.add("atelier.auth.jwks-uri", () -> TOKENS.jwksUri().toString());
        registry.add("atelier.kie.api-url", () -> KIE.uri().toString());
        registry.add("atelier.kie.upload-url", () -> KIE.uri().toString());
        registry.add("atelier.kie.api-key", () -> "sandbox");
        registry.add("atelier.fetch.trusted-hosts", KIE::host);
        registry.add("atelier.object-store.directory", () -> directory().toString());
    }

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("atelier-generation");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void freshStart() {
        KIE.reset();
        billing.silent = false;
        http = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port)
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    protected URI service() {
        return URI.create("http://127.0.0.1:" + port);
    }

    protected static UserId aUser() {
        return new UserId(UUID.randomUUID());
    }

    /** A user with this many free actions. */
    protected UserId aUserWith(long actions) {
        UserId user = aUser();
        billing.grant(user, actions);
        return user;
    }

    protected static String bearer(UserId user, String... roles) {
        return "Bearer " + TOKENS.of(user.value(), roles);
    }

    protected static String aKey() {
        return UUID.randomUUID().toString();
    }

    protected UUID upload(UserId user) {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        form.part("file", new ByteArrayResource(PictureFixtures.png(80, 80)) {
                    @Override
                    public String getFilename() {
                        return "photo.png";
                    }
                })
                .contentType(MediaType.IMAGE_PNG);
        EntityExchangeResult<byte[]> result = http.post()
                .uri("/api/v1/uploads")
                .header("Authorization", bearer(user))
                .body(BodyInserters.fromMultipartData(form.build()))
                .exchange()
                .expectBody()
                .returnResult();
        assertThat(result.getStatus().value()).as(text(result)).isEqualTo(201);
        return UUID.fromString(
                JSON.readTree(result.getResponseBody()).path("id").asString());
    }

    protected String tryOn(UserId user) {
        return tryOn(upload(user), upload(user), "");
    }

    protected static String tryOn(UUID person, UUID item, String more) {
        return "{\"operation\":\"try-on\",\"category\":\"upper-body\",\"personUploadId\":\"%s\",\"itemUploadId\":\"%s\"%s}"
                .formatted(person, item, more);
    }

    protected Answer submit(UserId user, String key, String body) {
        return post(user, key, "/api/v1/generations", body);
    }

    protected Answer post(UserId user, String key, String path, String body) {
        return answer(http.post()
                .uri(path)
                .header("Authorization", bearer(user))
                .header("Idempotency-Key", key)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectBody()
                .returnResult());
    }

    protected JsonNode getIn(String language, UserId user, String path) {
        return answer(http.get()
                        .uri(path)
                        .header("Authorization", bearer(user))
                        .header("Accept-Language", language)
                        .exchange()
                        .expectBody()
                        .returnResult())
                .body();
    }

    protected Answer get(UserId user, String path, String... roles) {
        return answer(http.get()
                .uri(path)
                .header("Authorization", bearer(user, roles))
                .exchange()
                .expectBody()
                .returnResult());
    }

    protected static Answer answer(EntityExchangeResult<byte[]> result) {
        byte[] body = result.getResponseBody();
        return new Answer(
                result.getStatus().value(),
                "true".equals(result.getResponseHeaders().getFirst("Idempotency-Replayed")),
                body == null || body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body));
    }

    private static String text(EntityExchangeResult<byte[]> result) {
        byte[] body = result.getResponseBody();
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }

    /** A job admitted for a user who can pay, with no other work in progress. */
    protected Submitted submitted(UserId user) {
        Answer answer = submit(user, aKey(), tryOn(user));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        return new Submitted(user, UUID.fromString(answer.body().path("id").asString()));
    }

    protected JsonNode job(Submitted job) {
        return get(job.user(), "/api/v1/generations/" + job.id()).body();
    }

    protected JsonNode awaitStatus(Submitted job, String status) {
        return await(() -> job(job), now -> now.path("status").asString("").equals(status));
    }

    protected UUID holdOf(UUID jobId) {
        return database.sql("select hold_id from job where id = :id")
                .bind("id", jobId)
                .map(row -> row.get("hold_id", UUID.class))
                .one()
                .block(PATIENCE);
    }

    protected String value(String sql, UUID jobId) {
        return database.sql(sql)
                .bind("id", jobId)
                .map(row -> String.valueOf(row.get(0)))
                .one()
                .block(PATIENCE);
    }

    /** Executes a statement that changes the rows of {@code :id}. */
    protected void change(String sql, UUID id) {
        database.sql(sql).bind("id", id).fetch().rowsUpdated().block(PATIENCE);
    }

    /** Stops claims from kie's queue, or lets them go on. */
    protected void pauseKie(boolean paused) {
        database.sql("update queue set paused = :paused where name = 'kie'")
                .bind("paused", paused)
                .fetch()
                .rowsUpdated()
                .block(PATIENCE);
    }

    protected void awaitHold(UUID jobId, String state) {
        UUID hold = holdOf(jobId);
        await(() -> String.valueOf(billing.stateOf(hold)), state::equals);
        String sql = "select hold_state from job where id = :id";
        await(() -> value(sql, jobId), state.toUpperCase(Locale.ROOT)::equals);
    }

    /** Leases the task to another worker whose lease has ended. */
    protected void leaseToSilentWorker(UUID jobId) {
        database.sql("update task set leased_by = :other, lease_until = now() - interval '1 second', epoch = epoch + 1"
                        + " where job_id = :id")
                .bind("other", UUID.randomUUID())
                .bind("id", jobId)
                .fetch()
                .rowsUpdated()
                .block(PATIENCE);
    }

    protected static <T> T await(Callable<T> look, Predicate<T> good) {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(look, good);
    }

    /** An HTTP response. */
    public record Answer(int status, boolean replayed, JsonNode body) {

        public String code() {
            return body.path("code").asString("");
        }

        public String id() {
            return body.path("id").asString("");
        }
    }

    /** A job and its user. */
    public record Submitted(UserId user, UUID id) {}
}
