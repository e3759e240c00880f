package studio.atelier.auth.login;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.auth.initdata.InitDataSigner.anInitData;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Flux;
import studio.atelier.auth.AuthServiceTest;
import studio.atelier.auth.Client;
import studio.atelier.auth.Client.LoggedIn;
import studio.atelier.auth.PublishedEvents;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.redis.RedisProperties;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TurnableClock;

@AtelierInfrastructure
@AuthServiceTest
class LoginIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration MAX_AGE = Duration.ofHours(24);

    @Autowired
    Client client;

    @Autowired
    WebTestClient http;

    @Autowired
    TurnableClock clock;

    @Autowired
    PublishedEvents events;

    @Autowired
    ReactiveStringRedisTemplate redis;

    @Autowired
    RedisProperties redisProperties;

    @Test
    void logsAUserInAndReturnsTheirProfile() {
        long user = Client.someone();

        client.tryLogIn(client.initDataOf(user))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.expiresIn")
                .isEqualTo(900)
                .jsonPath("$.refreshToken")
                .isNotEmpty()
                .jsonPath("$.user.id")
                .isEqualTo(UserId.ofTelegram(user).toString())
                .jsonPath("$.user.telegramId")
                .isEqualTo(user)
                .jsonPath("$.user.firstName")
                .isEqualTo("Олена")
                .jsonPath("$.user.username")
                .isEqualTo("olena")
                .jsonPath("$.user.language")
                .isEqualTo("ru")
                .jsonPath("$.user.roles[*]")
                .isEqualTo("USER");
    }

    @Test
    void writesIntoTheTokenWhatEveryServiceReads() throws Exception {
        LoggedIn user = client.logIn();

        SignedJWT token = SignedJWT.parse(user.accessToken());
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
        assertThat(token.getHeader().getKeyID()).isNotBlank();
        assertThat(claims.getIssuer()).isEqualTo("atelier");
        assertThat(claims.getAudience()).containsExactly("atelier");
        assertThat(claims.getSubject()).isEqualTo(user.userId().toString());
        assertThat(claims.getStringClaim("sid")).hasSize(36);
        assertThat(claims.getStringListClaim("roles")).containsExactly("USER");
        assertThat(claims.getStringClaim("locale")).isEqualTo("ru");
        assertThat(claims.getJWTID()).isNotBlank();
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void makesConfiguredPeopleOperators() throws Exception {
        LoggedIn operator = client.logIn(AuthServiceTest.ADMIN);

        assertThat(SignedJWT.parse(operator.accessToken()).getJWTClaimsSet().getStringListClaim("roles"))
                .containsExactly("ADMIN", "USER");
    }

    @Test
    void registersAPersonOnce() {
        LoggedIn user = client.logIn();
        client.logIn(user.telegramId());

        assertThat(events.typesOf(user.telegramId())).containsExactly("auth.user-registered.v1");
    }

    @Test
    void registersAPersonOnceWhenManyLoginsRace() {
        long user = Client.someone();
        List<Integer> statuses = Flux.range(0, 16)
                .flatMap(login -> Flux.defer(() -> Flux.just(client.tryLogIn(client.initDataOf(user))))
                        .subscribeOn(Client.THREADS)
                        .map(LoginIT::status))
                .collectList()
                .block(LIMIT);

        assertThat(statuses).hasSize(16).containsOnly(200);
        assertThat(events.typesOf(user)).containsExactly("auth.user-registered.v1");
    }

    @Test
    void publishesAChangedLanguageButNotAChangedName() {
        LoggedIn user = client.logIn();
        logInSpeaking(user.telegramId(), "uk", false);
        logInSpeaking(user.telegramId(), "uk", false);
        logInSpeaking(user.telegramId(), "uk", true);

        List<PublishedEvents.Published> published = events.of(user.telegramId());
        assertThat(published)
                .extracting(PublishedEvents.Published::type)
                .containsExactly("auth.user-registered.v1", "auth.user-updated.v1", "auth.user-updated.v1");
        assertThat(published.get(1).payload().required("language").asString()).isEqualTo("uk");
        assertThat(published.get(2).payload().required("premium").asBoolean()).isTrue();
    }

    @Test
    void refusesDataForAnotherBot() {
        assertRefused(
                client.tryLogIn(anInitData().at(clock.instant()).signedFor("43:OTHER")),
                HttpStatus.UNAUTHORIZED,
                "INIT_DATA_SIGNATURE_INVALID");
    }

    @Test
    void refusesForgedData() {
        String forged = client.initDataOf(7001).replace("7001", "1001");

        assertRefused(client.tryLogIn(forged), HttpStatus.UNAUTHORIZED, "INIT_DATA_SIGNATURE_INVALID");
        assertThat(events.typesOf(7001)).isEmpty();
    }

    @Test
    void takesDataThatTelegramDesktopHandsOutHoursLater() {
        client.tryLogIn(anInitData()
                        .of(Client.someone())
                        .at(clock.instant().minus(MAX_AGE).plusSeconds(60))
                        .signedFor(AuthServiceTest.BOT_TOKEN))
                .expectStatus()
                .isOk();
    }

    @Test
    void refusesOldData() {
        assertRefused(
                client.tryLogIn(anInitData()
                        .at(clock.instant().minus(MAX_AGE).minusSeconds(60))
                        .signedFor(AuthServiceTest.BOT_TOKEN)),
                HttpStatus.UNAUTHORIZED,
                "INIT_DATA_EXPIRED");
    }

    @Test
    void refusesDataFromTheFuture() {
        assertRefused(
                client.tryLogIn(anInitData()
                        .at(clock.instant().plus(Duration.ofMinutes(2)))
                        .signedFor(AuthServiceTest.BOT_TOKEN)),
                HttpStatus.UNAUTHORIZED,
                "INIT_DATA_FROM_FUTURE");
    }

    @Test
    void refusesWhatIsNoInitData() {
        assertRefused(client.tryLogIn("hello"), HttpStatus.BAD_REQUEST, "INIT_DATA_MALFORMED");
        assertRefused(client.post("telegram", Map.of("initData", " ")), HttpStatus.BAD_REQUEST, "VALIDATION_FAILED");
        assertRefused(client.post("telegram", Map.of()), HttpStatus.BAD_REQUEST, "VALIDATION_FAILED");
    }

    @Test
    void takesTheSameDataAgainAfterAReloadButNotForEver() {
        String initData = client.initDataOf(Client.someone());
        for (int use = 0; use < 60; use++) {
            client.tryLogIn(initData).expectStatus().isOk();
        }

        assertRefused(client.tryLogIn(initData), HttpStatus.UNAUTHORIZED, "INIT_DATA_REPLAYED");
    }

    @Test
    void countsTheUsesOfDataForAsLongAsItIsTaken() {
        client.logIn();

        List<Duration> lives = redis.scan(ScanOptions.scanOptions()
                        .match(redisProperties.prefixName("auth:init-data:*"))
                        .build())
                .flatMap(redis::getExpire)
                .collectList()
                .block(LIMIT);
        assertThat(lives).isNotEmpty().allSatisfy(life -> assertThat(life).isGreaterThanOrEqualTo(MAX_AGE));
    }

    /** A sample of the names in InitDataVerifierTest, stored in the database and read back. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u007F\u0080\u0085\u009F",
                "A\\u0000B",
                "\\ud83c",
                "\\udde6\\ud83c",
                "\uD83D\uDE00",
                "\u200F\u202Eabc",
                "",
                " ",
                "\uFFFE\uFFFF"
            })
    void logsAUserInWhateverTheirNameIs(String name) {
        long user = Client.someone();
        String userJson = "{\"id\":%1$d,\"first_name\":\"%2$s\",\"last_name\":\"%2$s\"}".formatted(user, name);

        LoggedIn loggedIn = Client.loggedIn(
                user,
                client.tryLogIn(
                        anInitData().with("user", userJson).at(clock.instant()).signedFor(AuthServiceTest.BOT_TOKEN)));

        client.get("me", loggedIn)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.firstName")
                .isEqualTo(
                        loggedIn.body().required("user").required("firstName").asString());
    }

    @Test
    void explainsARefusalInTheLanguageAskedFor() {
        Map.of("ru", "Нет подписи Telegram", "uk", "Немає підпису Telegram", "en", "Not signed by Telegram")
                .forEach((language, title) -> http.post()
                        .uri("/api/v1/auth/telegram")
                        .header(HttpHeaders.ACCEPT_LANGUAGE, language)
                        .bodyValue(Map.of(
                                "initData", anInitData().at(clock.instant()).signedFor("43:OTHER")))
                        .exchange()
                        .expectBody()
                        .jsonPath("$.title")
                        .isEqualTo(title));
    }

    private void logInSpeaking(long telegramId, String language, boolean premium) {
        client.tryLogIn(anInitData()
                        .of(telegramId, language, premium)
                        .at(clock.instant())
                        .signedFor(AuthServiceTest.BOT_TOKEN))
                .expectStatus()
                .isOk();
    }

    private static int status(ResponseSpec response) {
        return response.returnResult(Void.class).getStatus().value();
    }

    private static void assertRefused(ResponseSpec response, HttpStatus status, String code) {
        response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code)
                .jsonPath("$.detail")
                .isNotEmpty();
    }
}
