package studio.atelier.auth.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.auth.AuthServiceTest;
import studio.atelier.auth.Client;
import studio.atelier.auth.Client.LoggedIn;
import studio.atelier.auth.PublishedEvents;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TurnableClock;
import studio.atelier.platform.web.PageCursor;
import tools.jackson.databind.JsonNode;

@AtelierInfrastructure
@AuthServiceTest
class OperatorUserIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String BLOCK = "users/{id}/block";

    @Autowired
    Client client;

    @Autowired
    WebTestClient http;

    @Autowired
    TurnableClock clock;

    @Autowired
    PublishedEvents events;

    @Test
    void findsAPersonByIdAndByTelegramId() {
        LoggedIn person = client.logIn();

        assertThat(found(person.userId().toString())).containsExactly(person.telegramId());
        assertThat(found(person.userId().toString().toUpperCase(Locale.ROOT))).containsExactly(person.telegramId());
        assertThat(found(Long.toString(person.telegramId()))).containsExactly(person.telegramId());
        assertThat(found(UUID.randomUUID().toString())).isEmpty();
        assertThat(found("9".repeat(18))).isEmpty();
        assertThat(found("9".repeat(30))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "@oksana_k, true",
        "@OKSANA, true",
        "oksana_kov, true",
        "' Оксана ', true",
        "окс, true",
        "Оксана Ковальч, true",
        "ковальчук, true",
        "@оксана, false",
        "альчук, false",
        "сана, false",
        "@oksana_kow, false",
    })
    void findsAPersonByTheBeginningOfEachName(String query, boolean matches) {
        LoggedIn person = client.logInNamed("Оксана", "Ковальчук", "Oksana_Koval");

        assertThat(found(query).contains(person.telegramId())).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_", "\\", "@%", "@_", "Оле_а", "О%а"})
    void takesWildcardsForWhatTheyAre(String query) {
        client.logIn();

        assertThat(found(query)).isEmpty();
    }

    @Test
    void findsANameThatHasAWildcardInIt() {
        LoggedIn person = client.logInNamed("100% Я", "", "");

        assertThat(found("100%")).containsExactly(person.telegramId());
    }

    @Test
    void showsThoseSeenLastFirst() {
        LoggedIn first = client.logIn();
        clock.turnBy(Duration.ofSeconds(1));
        LoggedIn second = client.logIn();
        clock.turnBy(Duration.ofSeconds(1));
        client.refresh(first);
        clock.turnBy(Duration.ofSeconds(1));
        LoggedIn operator = operator();

        assertThat(telegramIds(page(operator, "", 3, null)))
                .containsExactly(operator.telegramId(), first.telegramId(), second.telegramId());
    }

    @Test
    void pagesWithoutGapsAlsoOfPeopleSeenAtTheSameTime() {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            all.add(client.logInNamed("Gapless" + i, "", "").telegramId());
        }

        List<Long> shown = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page = page(operator(), "gapless", 3, cursor);
            shown.addAll(telegramIds(page));
            cursor = page.path("nextCursor").asStringOpt().orElse(null);
        } while (cursor != null);

        assertThat(shown).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void showsAPersonWithTheirOpenSessions() {
        LoggedIn person = client.logIn();
        LoggedIn gone = client.logIn(person.telegramId());
        client.post("logout", Map.of("refreshToken", gone.refreshToken()));

        client.admin(HttpMethod.GET, operator(), "users/{id}", person.userId())
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.id")
                .isEqualTo(person.userId().toString())
                .jsonPath("$.telegramId")
                .isEqualTo(person.telegramId())
                .jsonPath("$.firstName")
                .isEqualTo("Олена")
                .jsonPath("$.lastName")
                .isEmpty()
                .jsonPath("$.username")
                .isEqualTo("olena")
                .jsonPath("$.language")
                .isEqualTo("ru")
                .jsonPath("$.premium")
                .isEqualTo(false)
                .jsonPath("$.roles[*]")
                .isEqualTo("USER")
                .jsonPath("$.firstSeenAt")
                .isNotEmpty()
                .jsonPath("$.lastSeenAt")
                .isNotEmpty()
                .jsonPath("$.blockedAt")
                .isEmpty()
                .jsonPath("$.blockedBecause")
                .isEmpty()
                .jsonPath("$.sessions.length()")
                .isEqualTo(1)
                .jsonPath("$.sessions[0].id")
                .isEqualTo(sessionOf(person).toString())
                .jsonPath("$.sessions[0].device")
                .isEqualTo("Telegram, Android")
                .jsonPath("$.sessions[0].createdAt")
                .isNotEmpty()
                .jsonPath("$.sessions[0].lastUsedAt")
                .isNotEmpty();
    }

    @Test
    void keepsABlockedPersonOutAtOnce() {
        LoggedIn phone = client.logIn();
        LoggedIn desk = client.logIn(phone.telegramId());
        LoggedIn operator = operator();

        client.putAsAdmin(operator, Map.of("reason", " Chargebacks "), BLOCK, phone.userId())
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.blockedAt")
                .isNotEmpty()
                .jsonPath("$.blockedBecause")
                .isEqualTo("Chargebacks")
                .jsonPath("$.blockedBy")
                .isEqualTo(operator.userId().toString())
                .jsonPath("$.sessions.length()")
                .isEqualTo(0);

        assertBlocked(client.tryRefresh(phone.refreshToken()));
        assertBlocked(client.tryRefresh(phone.refreshToken()));
        assertBlocked(client.tryRefresh(desk.refreshToken()));
        assertBlocked(client.tryLogIn(client.initDataOf(phone.telegramId())));
        assertThat(revokedSessions(phone)).containsExactlyInAnyOrder(sessionOf(phone), sessionOf(desk));
    }

    @Test
    void leavesNoSessionToAUserWhoLogsInWhileBeingBlocked() {
        LoggedIn operator = operator();
        LoggedIn person = client.logIn();
        List<String> initData = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            initData.add(client.initDataOf(person.telegramId()));
        }

        Mono<Integer> blocking = Mono.fromSupplier(
                        () -> client.putAsAdmin(operator, Map.of("reason", "a race"), BLOCK, person.userId())
                                .returnResult(Void.class)
                                .getStatus()
                                .value())
                .subscribeOn(Client.THREADS);
        Flux<Integer> logins = Flux.fromIterable(initData)
                .flatMap(data -> Mono.fromSupplier(() -> client.tryLogIn(data)
                                .returnResult(Void.class)
                                .getStatus()
                                .value())
                        .subscribeOn(Client.THREADS));
        List<Integer> statuses = Flux.merge(logins, blocking).collectList().block(LIMIT);

        assertThat(statuses).isSubsetOf(200, 403);
        assertThat(user(operator, person).path("sessions")).isEmpty();
    }

    @Test
    void refusesABlockedUserInTheirLanguage() {
        LoggedIn person = client.logIn();
        block(operator(), person, "a test");

        Map.of(
                        "ru", "Ваш доступ заблокирован. Напишите в поддержку.",
                        "uk", "Ваш доступ заблоковано. Напишіть у підтримку.",
                        "en", "Your access is blocked. Write to support.")
                .forEach((language, detail) -> http.post()
                        .uri("/api/v1/auth/telegram")
                        .header(HttpHeaders.ACCEPT_LANGUAGE, language)
                        .bodyValue(Map.of("initData", client.initDataOf(person.telegramId())))
                        .exchange()
                        .expectStatus()
                        .isForbidden()
                        .expectBody()
                        .jsonPath("$.detail")
                        .isEqualTo(detail));
    }

    @Test
    void blocksAgainWithoutChangingAnything() {
        LoggedIn person = client.logIn();
        LoggedIn operator = operator();
        block(operator, person, "first");
        String blockedAt = user(operator, person).path("blockedAt").asString();
        clock.turnBy(Duration.ofMinutes(1));
        LoggedIn another = client.logIn(1002);

        block(another, person, "first");

        JsonNode repeated = user(another, person);
        assertThat(repeated.path("blockedAt").asString()).isEqualTo(blockedAt);
        assertThat(repeated.path("blockedBy").asString())
                .isEqualTo(operator.userId().toString());
        assertThat(revokedSessions(person)).hasSize(1);
    }

    @Test
    void takesAnotherReasonForABlock() {
        LoggedIn person = client.logIn();
        LoggedIn operator = operator();
        block(operator, person, "first");

        block(operator, person, "second");

        assertThat(user(operator, person).path("blockedBecause").asString()).isEqualTo("second");
    }

    @Test
    void logsAnUnblockedUserInAgain() {
        LoggedIn person = client.logIn();
        LoggedIn operator = operator();
        block(operator, person, "a mistake");

        unblock(operator, person);
        unblock(operator, person);

        client.tryRefresh(person.refreshToken())
                .expectStatus()
                .isUnauthorized()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("SESSION_ENDED");
        LoggedIn again = client.logIn(person.telegramId());
        client.refresh(again);
    }

    @Test
    void blocksNoOperator() {
        LoggedIn operator = operator();

        client.putAsAdmin(operator, Map.of("reason", "a test"), BLOCK, operator.userId())
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("USER_IS_ADMIN");
        client.refresh(operator);
    }

    @Test
    void knowsNobodyWhoNeverLoggedIn() {
        LoggedIn operator = operator();
        UUID unknownUser = UUID.randomUUID();

        client.admin(HttpMethod.GET, operator, "users/{id}", unknownUser)
                .expectStatus()
                .isNotFound();
        client.putAsAdmin(operator, Map.of("reason", "a test"), BLOCK, unknownUser)
                .expectStatus()
                .isNotFound();
        client.admin(HttpMethod.DELETE, operator, BLOCK, unknownUser)
                .expectStatus()
                .isNotFound();
    }

    @Test
    void isClosedToUsers() {
        LoggedIn person = client.logIn();

        client.admin(HttpMethod.GET, person, "users").expectStatus().isForbidden();
        client.admin(HttpMethod.GET, person, "users/{id}", person.userId())
                .expectStatus()
                .isForbidden();
        client.putAsAdmin(person, Map.of("reason", "a test"), BLOCK, person.userId())
                .expectStatus()
                .isForbidden();
        client.admin(HttpMethod.DELETE, person, BLOCK, person.userId())
                .expectStatus()
                .isForbidden();
    }

    @Test
    void refusesWhatMakesNoSense() {
        LoggedIn operator = operator();
        LoggedIn person = client.logIn();

        for (Map<String, String> body :
                List.of(Map.<String, String>of(), Map.of("reason", " "), Map.of("reason", "x".repeat(501)))) {
            client.putAsAdmin(operator, body, BLOCK, person.userId())
                    .expectStatus()
                    .isBadRequest();
        }
        for (String query : List.of(
                "query=" + "x".repeat(201),
                "limit=0",
                "limit=201",
                "cursor=nonsense",
                "cursor=" + PageCursor.encodeId(UUID.randomUUID()),
                "cursor=" + PageCursor.encodeKey(-1, 0, 0),
                "cursor=" + PageCursor.encodeKey(Long.MAX_VALUE, 0, 0))) {
            client.admin(HttpMethod.GET, operator, "users?" + query)
                    .expectStatus()
                    .isBadRequest();
        }
        client.admin(HttpMethod.GET, operator, "users?query={query}", "a\0b")
                .expectStatus()
                .isBadRequest();
        client.admin(HttpMethod.GET, operator, "users/nonsense").expectStatus().isBadRequest();
    }

    private LoggedIn operator() {
        return client.logIn(AuthServiceTest.ADMIN);
    }

    private void block(LoggedIn operator, LoggedIn person, String reason) {
        client.putAsAdmin(operator, Map.of("reason", reason), BLOCK, person.userId())
                .expectStatus()
                .isOk();
    }

    private void unblock(LoggedIn operator, LoggedIn person) {
        client.admin(HttpMethod.DELETE, operator, BLOCK, person.userId())
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.blockedAt")
                .isEmpty();
    }

    private JsonNode user(LoggedIn operator, LoggedIn person) {
        return body(client.admin(HttpMethod.GET, operator, "users/{id}", person.userId()));
    }

    private List<Long> found(String query) {
        return telegramIds(page(operator(), query, 200, null));
    }

    private JsonNode page(LoggedIn operator, String query, int limit, String cursor) {
        return cursor == null
                ? body(client.admin(HttpMethod.GET, operator, "users?query={query}&limit={limit}", query, limit))
                : body(client.admin(
                        HttpMethod.GET,
                        operator,
                        "users?query={query}&limit={limit}&cursor={cursor}",
                        query,
                        limit,
                        cursor));
    }

    private static JsonNode body(ResponseSpec response) {
        return response.expectStatus()
                .isOk()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
    }

    private static List<Long> telegramIds(JsonNode page) {
        return page.path("items")
                .valueStream()
                .map(user -> user.path("telegramId").asLong())
                .toList();
    }

    private List<UUID> revokedSessions(LoggedIn person) {
        return events.of(person.telegramId()).stream()
                .filter(event -> event.type().equals("auth.access-revoked.v1"))
                .map(event ->
                        UUID.fromString(event.payload().required("sessionId").asString()))
                .toList();
    }

    private static UUID sessionOf(LoggedIn person) {
        try {
            return UUID.fromString(
                    SignedJWT.parse(person.accessToken()).getJWTClaimsSet().getStringClaim("sid"));
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertBlocked(ResponseSpec response) {
        response.expectStatus().isForbidden().expectBody().jsonPath("$.code").isEqualTo("USER_BLOCKED");
    }
}
