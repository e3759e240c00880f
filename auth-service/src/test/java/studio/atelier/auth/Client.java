package studio.atelier.auth;

import static studio.atelier.auth.initdata.InitDataSigner.anInitData;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import studio.atelier.contracts.UserId;
import tools.jackson.databind.JsonNode;

/** A Mini App client of the service. */
public final class Client {

    /**
     * Threads for concurrent clients. Separate from the service's own threads, which would otherwise queue behind
     * clients that wait for them.
     */
    public static final Scheduler THREADS = Schedulers.newBoundedElastic(32, 1000, "clients", 60, true);

    private static final AtomicLong TELEGRAM_IDS = new AtomicLong(5_000_000);

    private final WebTestClient http;
    private final Clock clock;

    Client(WebTestClient http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** The response to a login or a refresh. */
    public record LoggedIn(long telegramId, String accessToken, String refreshToken, JsonNode body) {

        public UserId userId() {
            return UserId.ofTelegram(telegramId);
        }
    }

    /** A new user. */
    public static long someone() {
        return TELEGRAM_IDS.incrementAndGet();
    }

    public String initDataOf(long telegramId) {
        return anInitData()
                .of(telegramId)
                .at(clock.instant())
                .with("query_id", Long.toString(TELEGRAM_IDS.incrementAndGet()))
                .signedFor(AuthServiceTest.BOT_TOKEN);
    }

    public LoggedIn logIn() {
        return logIn(someone());
    }

    public LoggedIn logIn(long telegramId) {
        return loggedIn(telegramId, post("telegram", Map.of("initData", initDataOf(telegramId))));
    }

    public LoggedIn refresh(LoggedIn before) {
        return loggedIn(before.telegramId(), tryRefresh(before.refreshToken()));
    }

    public ResponseSpec tryRefresh(String refreshToken) {
        return post("refresh", Map.of("refreshToken", refreshToken));
    }

    public ResponseSpec tryLogIn(String initData) {
        return post("telegram", Map.of("initData", initData));
    }

    public ResponseSpec post(String path, Object body) {
        return http.post()
                .uri("/api/v1/auth/" + path)
                .header(HttpHeaders.USER_AGENT, "Mozilla/5.0 (Linux; Android 15) Chrome/140 Telegram-Android/12.1")
                .bodyValue(body)
                .exchange();
    }

    public ResponseSpec get(String path, LoggedIn person) {
        return http.get()
                .uri("/api/v1/auth/" + path)
                .headers(headers -> headers.setBearerAuth(person.accessToken()))
                .exchange();
    }

    public ResponseSpec delete(String path, LoggedIn person) {
        return http.delete()
                .uri("/api/v1/auth/" + path)
                .headers(headers -> headers.setBearerAuth(person.accessToken()))
                .exchange();
    }

    public ResponseSpec patch(String path, LoggedIn person, Object body) {
        return http.patch()
                .uri("/api/v1/auth/" + path)
                .headers(headers -> headers.setBearerAuth(person.accessToken()))
                .bodyValue(body)
                .exchange();
    }

    /** An operator's call, below {@code /api/v1/admin/auth/}. */
    public ResponseSpec admin(HttpMethod method, LoggedIn operator, String path, Object... variables) {
        return adminCall(method, operator, path, variables).exchange();
    }

    public ResponseSpec putAsAdmin(LoggedIn operator, Object body, String path, Object... variables) {
        return adminCall(HttpMethod.PUT, operator, path, variables)
                .bodyValue(body)
                .exchange();
    }

    private WebTestClient.RequestBodySpec adminCall(
            HttpMethod method, LoggedIn operator, String path, Object... variables) {
        return http.method(method)
                .uri("/api/v1/admin/auth/" + path, variables)
                .headers(headers -> headers.setBearerAuth(operator.accessToken()));
    }

    /** Logs in with this name. */
    public LoggedIn logInNamed(String firstName, String lastName, String username) {
        long telegramId = someone();
        String user = "{\"id\":%d,\"first_name\":\"%s\",\"last_name\":\"%s\",\"username\":\"%s\"}"
                .formatted(telegramId, firstName, lastName, username);
        return loggedIn(
                telegramId,
                tryLogIn(anInitData().with("user", user).at(clock.instant()).signedFor(AuthServiceTest.BOT_TOKEN)));
    }

    public static LoggedIn loggedIn(long telegramId, ResponseSpec response) {
        JsonNode body = response.expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
        return new LoggedIn(
                telegramId,
                body.required("accessToken").asString(),
                body.required("refreshToken").asString(),
                body);
    }
}
