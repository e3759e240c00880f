package studio.atelier.sandbox.control;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Mono;
import studio.atelier.sandbox.BoundedMap;
import studio.atelier.sandbox.SandboxProperties;
import studio.atelier.sandbox.telegram.People;
import studio.atelier.sandbox.telegram.console.InitDataIssuer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Client of Atelier's public API: through the gateway, logged in with initData. */
@Component
class Atelier {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PRESENCE_LIMIT = Duration.ofSeconds(3);
    private static final Duration LOGIN_LASTS = Duration.ofMinutes(10);
    private static final int MAX_LOGINS = 1000;

    private final InitDataIssuer issuer;
    private final People people;
    private final Clock clock;
    private final JsonMapper json;
    private final String address;
    private final WebClient http;
    private final Map<Long, Login> logins = new BoundedMap<>(MAX_LOGINS);

    Atelier(InitDataIssuer issuer, People people, SandboxProperties properties, Clock clock, JsonMapper json) {
        this.issuer = issuer;
        this.people = people;
        this.clock = clock;
        this.json = json;
        this.address = properties.publicUrl().toString();
        this.http = WebClient.create(address);
    }

    /**
     * Grants units to this user as the operator and returns Atelier's response. Reads the balance first, which opens
     * the account.
     */
    Mono<JsonNode> grant(long telegramId, GrantRequest request) {
        return Mono.zip(login(people.operator().telegramId()), login(telegramId).delayUntil(this::readBalance))
                .flatMap(both -> http.post()
                        .uri(
                                "/api/v1/admin/billing/users/{userId}/grants",
                                both.getT2().userId())
                        .headers(headers -> headers.setBearerAuth(both.getT1().accessToken()))
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(request)
                        .retrieve()
                        .bodyToMono(JsonNode.class)
                        .defaultIfEmpty(JsonNodeFactory.instance.objectNode()))
                .timeout(LIMIT)
                .onErrorMap(error -> plain("granting", error, people.operator().telegramId(), telegramId));
    }

    /** The user's balance as Atelier returns it. */
    Mono<JsonNode> balance(long telegramId) {
        return login(telegramId)
                .flatMap(this::readBalance)
                .timeout(LIMIT)
                .onErrorMap(error -> plain("reading the balance", error, telegramId));
    }

    private Mono<JsonNode> readBalance(Login login) {
        return http.get()
                .uri("/api/v1/billing/balance")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + login.accessToken())
                .retrieve()
                .bodyToMono(JsonNode.class);
    }

    /** Whether the Mini App's page is served. */
    Mono<Presence> presence() {
        return http.get()
                .uri("/")
                .exchangeToMono(answer ->
                        answer.releaseBody().thenReturn(answer.statusCode().value()))
                .timeout(PRESENCE_LIMIT)
                .map(status -> status == 200
                        ? new Presence(true, address)
                        : new Presence(
                                false, "The gateway at " + address + " answers " + status + " for the Mini App."))
                .onErrorResume(error -> Mono.just(
                        new Presence(false, "Nothing answers at " + address + ". Start Atelier with ./atelier up.")));
    }

    private Mono<Login> login(long telegramId) {
        return Mono.defer(() -> Mono.justOrEmpty(present(telegramId)))
                .switchIfEmpty(Mono.defer(() -> freshLogin(telegramId)));
    }

    private Mono<Login> freshLogin(long telegramId) {
        String languageCode = people.byId(telegramId).languageCode();
        return http.post()
                .uri("/api/v1/auth/telegram")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(Map.of("initData", issuer.issue(telegramId)))
                .retrieve()
                .bodyToMono(JsonNode.class)
                .map(answer -> new Login(
                        answer.path("accessToken").asString(""),
                        answer.path("user").path("id").asString(""),
                        languageCode,
                        clock.instant().plus(LOGIN_LASTS)))
                .doOnNext(login -> remember(telegramId, login));
    }

    private synchronized Optional<Login> present(long telegramId) {
        return Optional.ofNullable(logins.get(telegramId))
                .filter(login -> clock.instant().isBefore(login.until()))
                .filter(login ->
                        login.languageCode().equals(people.byId(telegramId).languageCode()));
    }

    private synchronized void remember(long telegramId, Login login) {
        logins.put(telegramId, login);
    }

    /** Drops the logins after any failure, because an invalid session may have caused it. */
    private synchronized void forget(long... telegramIds) {
        for (long telegramId : telegramIds) {
            logins.remove(telegramId);
        }
    }

    private Throwable plain(String doing, Throwable error, long... telegramIds) {
        forget(telegramIds);
        if (error instanceof WebClientRequestException) {
            return unavailable("Nothing answers at " + address + ". Is the gateway running?");
        }
        if (error instanceof WebClientResponseException answer) {
            return refused(doing, answer);
        }
        if (error instanceof TimeoutException) {
            return unavailable(
                    "%s: the gateway at %s did not answer within %d s".formatted(doing, address, LIMIT.toSeconds()));
        }
        return error;
    }

    /** A refusal carries the text of its problem document; anything else is an outage. */
    private RuntimeException refused(String doing, WebClientResponseException answer) {
        JsonNode problem = problemOf(answer);
        if (answer.getStatusCode().is4xxClientError() && problem.path("title").isString()) {
            return new AtelierException(answer.getStatusCode(), sentence(problem));
        }
        return unavailable("%s: the gateway answered %d. %s"
                .formatted(
                        doing,
                        answer.getStatusCode().value(),
                        problem.path("detail").asString("")));
    }

    private static AtelierException unavailable(String what) {
        return new AtelierException(HttpStatus.BAD_GATEWAY, what);
    }

    private JsonNode problemOf(WebClientResponseException answer) {
        try {
            return json.readTree(answer.getResponseBodyAsByteArray());
        } catch (JacksonException noJson) {
            return JsonNodeFactory.instance.objectNode();
        }
    }

    private static String sentence(JsonNode problem) {
        String wrong = problem.path("errors")
                .valueStream()
                .map(error -> error.path("field").asString("") + " "
                        + error.path("message").asString(""))
                .collect(Collectors.joining("; "));
        return problem.path("title").asString("") + ": "
                + (wrong.isEmpty() ? problem.path("detail").asString("") : wrong);
    }

    /** Whether Atelier is available, and the message for the user if not. */
    record Presence(boolean up, String message) {}

    /** A login is valid for one language only: Atelier learns a change at the next login. */
    private record Login(String accessToken, String userId, String languageCode, Instant until) {}

    /** Units that the operator grants, and the reason. */
    record GrantRequest(String unit, long amount, String reason) {}
}
