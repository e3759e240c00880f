package studio.atelier.auth.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.auth.AuthServiceTest;
import studio.atelier.auth.Client;
import studio.atelier.auth.Client.LoggedIn;
import studio.atelier.auth.PublishedEvents;
import studio.atelier.platform.schedule.ScheduledTask;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;
import studio.atelier.platform.test.TurnableClock;
import tools.jackson.databind.JsonNode;

@AtelierInfrastructure
@AuthServiceTest
class LoginSessionIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofSeconds(60);

    @Autowired
    Client client;

    @Autowired
    TurnableClock clock;

    @Autowired
    PublishedEvents events;

    @Autowired
    TestSpace space;

    @Autowired
    ReactiveStringRedisTemplate redis;

    @Autowired
    ExpiredSessionsScheduledTask expiredSessions;

    @Autowired
    RefusedTokensScheduledTask refusedTokens;

    @Test
    void goesOnWithTheSameSessionAndAnotherToken() {
        LoggedIn first = client.logIn();
        LoggedIn second = client.refresh(first);

        assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
        assertThat(sessionOf(second)).isEqualTo(sessionOf(first));
        assertThat(second.body().required("user").required("telegramId").asLong())
                .isEqualTo(first.telegramId());
    }

    @Test
    void answersTheTokenBeforeOnceMoreWhileItsAnswerMayBeLost() {
        LoggedIn first = client.logIn();
        client.refresh(first);
        clock.turnBy(WINDOW.minusSeconds(2));

        LoggedIn repeated = client.refresh(first);

        client.refresh(repeated);
        assertThat(revocations(first)).isEmpty();
    }

    @Test
    void endsTheSessionWhenAUsedTokenComesBack() {
        LoggedIn first = client.logIn();
        LoggedIn second = client.refresh(first);
        clock.turnBy(WINDOW.plusSeconds(1));

        assertRefused(client.tryRefresh(first.refreshToken()), "REFRESH_TOKEN_REUSED");

        assertRefused(client.tryRefresh(second.refreshToken()), "SESSION_ENDED");
        assertThat(revocations(first)).containsExactly(sessionOf(first));
    }

    @Test
    void endsTheSessionAtOnceWhenATokenOlderThanTheLastComesBack() {
        LoggedIn first = client.logIn();
        client.refresh(client.refresh(first));

        assertRefused(client.tryRefresh(first.refreshToken()), "REFRESH_TOKEN_REUSED");
    }

    @Test
    void findsOutAThiefWhoWasFasterThanTheOwner() {
        LoggedIn owner = client.logIn();
        LoggedIn thief = client.refresh(owner);
        LoggedIn ownerAgain = client.refresh(owner);
        client.refresh(ownerAgain);
        clock.turnBy(WINDOW.plusSeconds(1));

        assertRefused(client.tryRefresh(thief.refreshToken()), "REFRESH_TOKEN_REUSED");
    }

    @Test
    void givesEachOfManyRacingRefreshesATokenThatWorks() {
        LoggedIn first = client.logIn();
        List<LoggedIn> raced = Flux.range(0, 16)
                .flatMap(i -> Mono.fromSupplier(() -> client.refresh(first)).subscribeOn(Client.THREADS))
                .collectList()
                .block(LIMIT);

        assertThat(raced)
                .extracting(LoggedIn::refreshToken)
                .doesNotHaveDuplicates()
                .hasSize(16);
        client.refresh(raced.get(0));
        client.refresh(raced.get(15));
        assertThat(revocations(first)).isEmpty();
    }

    @Test
    void keepsSessionsWhenRedisLosesEverything() {
        LoggedIn person = client.logIn();
        redis.execute(connection -> connection.serverCommands().flushAll()).blockLast(LIMIT);

        client.refresh(person);
    }

    @Test
    void refusesWhatItNeverIssued() {
        assertRefused(client.tryRefresh("x".repeat(43)), "REFRESH_TOKEN_INVALID");
        assertRefused(client.tryRefresh("nonsense"), "REFRESH_TOKEN_INVALID");
        client.tryRefresh(" ").expectStatus().isBadRequest();
    }

    @Test
    void endsASessionNobodyUses() {
        LoggedIn person = client.logIn();
        clock.turnBy(Duration.ofDays(30).plusSeconds(1));

        assertRefused(client.tryRefresh(person.refreshToken()), "SESSION_ENDED");
    }

    @Test
    void logsOutAndTellsEveryone() {
        LoggedIn person = client.logIn();

        logOut("logout", person);
        logOut("logout", person);

        assertRefused(client.tryRefresh(person.refreshToken()), "SESSION_ENDED");
        assertThat(revocations(person)).containsExactly(sessionOf(person));
    }

    @Test
    void logsOutEverywhereAndLetsInAgainAtOnce() {
        LoggedIn phone = client.logIn();
        LoggedIn desk = client.logIn(phone.telegramId());

        logOut("logout-all", phone);
        LoggedIn again = client.logIn(phone.telegramId());

        assertRefused(client.tryRefresh(desk.refreshToken()), "SESSION_ENDED");
        assertRefused(client.post("logout-all", Map.of("refreshToken", desk.refreshToken())), "SESSION_ENDED");
        assertThat(revocations(phone)).containsExactlyInAnyOrder(sessionOf(phone), sessionOf(desk));
        client.refresh(again);
    }

    @Test
    void listsMySessionsAndMarksThisOne() {
        LoggedIn phone = client.logIn();
        clock.turnBy(Duration.ofSeconds(1));
        LoggedIn desk = client.logIn(phone.telegramId());

        client.get("sessions", phone)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.items.length()")
                .isEqualTo(2)
                .jsonPath("$.items[0].id")
                .isEqualTo(sessionOf(desk).toString())
                .jsonPath("$.items[0].current")
                .isEqualTo(false)
                .jsonPath("$.items[1].current")
                .isEqualTo(true)
                .jsonPath("$.items[1].device")
                .isEqualTo("Telegram, Android")
                .jsonPath("$.nextCursor")
                .isEmpty();
    }

    @Test
    void endsOneOfMySessionsButNobodyElses() {
        LoggedIn phone = client.logIn();
        LoggedIn desk = client.logIn(phone.telegramId());
        LoggedIn stranger = client.logIn();

        client.delete("sessions/" + sessionOf(desk), stranger).expectStatus().isNotFound();
        client.delete("sessions/" + sessionOf(desk), phone).expectStatus().isNoContent();
        client.delete("sessions/" + sessionOf(desk), phone).expectStatus().isNotFound();
        client.delete("sessions/" + UUID.randomUUID(), phone).expectStatus().isNotFound();

        assertRefused(client.tryRefresh(desk.refreshToken()), "SESSION_ENDED");
        client.refresh(phone);
        assertThat(revocations(phone)).containsExactly(sessionOf(desk));
    }

    @Test
    void makesRoomForANewSessionByEndingTheOneUsedLongestAgo() {
        LoggedIn oldest = client.logIn();
        for (int i = 0; i < 20; i++) {
            clock.turnBy(Duration.ofSeconds(1));
            client.logIn(oldest.telegramId());
        }

        assertRefused(client.tryRefresh(oldest.refreshToken()), "SESSION_ENDED");
        assertThat(revocations(oldest)).containsExactly(sessionOf(oldest));
    }

    @Test
    void remembersARefusedTokenWithoutAskingTheDatabase() {
        LoggedIn person = client.logIn();
        logOut("logout", person);
        assertRefused(client.tryRefresh(person.refreshToken()), "SESSION_ENDED");
        String mark = space.redisPrefix() + "auth:refused:"
                + new RefreshToken(person.refreshToken()).toHash().hex();

        assertThat(redis.hasKey(mark).block(LIMIT)).isTrue();
        assertThat(redis.getExpire(mark).block(LIMIT)).isBetween(Duration.ofDays(29), Duration.ofDays(30));
    }

    @Test
    void cleansUpWhatEndedLongAgoInBothStores() throws Exception {
        LoggedIn ended = client.logIn();
        logOut("logout", ended);
        assertRefused(client.tryRefresh(ended.refreshToken()), "SESSION_ENDED");
        LoggedIn alive = client.logIn();
        clock.turnBy(Duration.ofMinutes(1));
        LoggedIn refreshed = client.refresh(client.refresh(alive));
        String immortal = space.redisPrefix() + "auth:refused:" + "0".repeat(64);
        redis.opsForValue().set(immortal, "99999999999").block(LIMIT);
        clock.turnBy(Duration.ofDays(7).minusMinutes(3));

        run(expiredSessions);
        run(refusedTokens);

        assertThat(rows("session", ended)).isOne();
        assertThat(redis.hasKey(immortal).block(LIMIT)).isFalse();
        clock.turnBy(Duration.ofMinutes(3));

        run(expiredSessions);
        assertThat(run(refusedTokens)).isNotEqualTo("0 marks deleted");

        assertThat(rows("session", ended)).isZero();
        assertThat(rows("refresh_token", ended)).isZero();
        assertThat(rows("session", alive)).isOne();
        assertThat(rows("refresh_token", alive)).isOne();
        client.refresh(refreshed);
    }

    private static String run(ScheduledTask task) {
        return task.runScheduledTask().block(LIMIT);
    }

    private long rows(String table, LoggedIn person) throws Exception {
        String column = table.equals("session") ? "id" : "session_id";
        try (Connection connection = space.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "select count(*) from %s where %s = '%s'".formatted(table, column, sessionOf(person)))) {
            count.next();
            return count.getLong(1);
        }
    }

    private void logOut(String path, LoggedIn person) {
        client.post(path, Map.of("refreshToken", person.refreshToken()))
                .expectStatus()
                .isNoContent();
    }

    private List<UUID> revocations(LoggedIn person) {
        return events.of(person.telegramId()).stream()
                .filter(event -> event.type().equals("auth.access-revoked.v1"))
                .map(PublishedEvents.Published::payload)
                .map((JsonNode payload) ->
                        UUID.fromString(payload.required("sessionId").asString()))
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

    private static void assertRefused(ResponseSpec response, String code) {
        response.expectStatus()
                .isEqualTo(HttpStatus.UNAUTHORIZED)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }
}
