package studio.atelier.chat.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import studio.atelier.chat.ChatServiceTest;
import studio.atelier.chat.telegram.FakeTelegram;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserErased;
import studio.atelier.platform.security.ShareTicketCodec;
import studio.atelier.platform.security.ShareTicketCodec.ShareTicket;
import tools.jackson.databind.JsonNode;

class ShareIT extends ChatServiceTest {

    private static final String PHOTO = "https://atelier.example/images/1/shared?exp=1&kid=1&sig=1";
    private static final String THUMBNAIL = "https://atelier.example/images/1/thumbnail?exp=1&kid=1&sig=1";
    private static final String REFUSED = "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}";

    @Test
    void hasTelegramPrepareAMessageWithThePicture() {
        long user = somebodyKnown("en");

        share(user, ticketOf(user))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.messageId")
                .isEqualTo("prepared-1")
                .jsonPath("$.expiresAt")
                .isEqualTo("2026-09-21T14:13:20Z");

        JsonNode call = prepared(user);
        assertThat(call.path("allow_user_chats").asBoolean()).isTrue();
        assertThat(call.path("allow_group_chats").asBoolean()).isTrue();
        assertThat(call.path("allow_channel_chats").asBoolean()).isTrue();
        assertThat(call.has("allow_bot_chats")).isFalse();
        JsonNode result = call.path("result");
        assertThat(result.path("type").asString()).isEqualTo("photo");
        assertThat(result.path("id").asString()).isNotEmpty();
        assertThat(result.path("photo_url").asString()).isEqualTo(PHOTO);
        assertThat(result.path("thumbnail_url").asString()).isEqualTo(THUMBNAIL);
        assertThat(result.at("/reply_markup/inline_keyboard/0/0/url").asString())
                .isEqualTo("https://t.me/atelier_bot");
    }

    @ParameterizedTest
    @CsvSource({
        "en, 'Made in Atelier, an AI image studio.', Try it yourself",
        "ru, 'Сделано в Atelier, студии изображений с ИИ.', Попробовать",
        "uk, 'Зроблено в Atelier, студії зображень зі ШІ.', Спробувати"
    })
    void speaksTheLanguageOfTheRequestToWhoHasOnlyWrittenToTheBot(String language, String caption, String button) {
        long user = somebodyKnown("en");

        share(user, ticketOf(user), language).expectStatus().isOk();

        JsonNode result = prepared(user).path("result");
        assertThat(result.path("caption").asString()).isEqualTo(caption);
        assertThat(result.at("/reply_markup/inline_keyboard/0/0/text").asString())
                .isEqualTo(button);
    }

    @Test
    void mayBeRepeated() {
        long user = somebodyKnown("en");
        String ticket = ticketOf(user);

        share(user, ticket).expectStatus().isOk();
        share(user, ticket).expectStatus().isOk();
    }

    @Test
    void refusesTheTicketOfAnother() {
        long user = somebodyKnown("en");

        assertProblem(share(user, ticketOf(somebodyKnown("en"))), 404, "NOT_FOUND");

        assertThat(callsOf(user)).isZero();
    }

    @Test
    void refusesATicketThatIsForgedOrTooOld() {
        long user = somebodyKnown("en");
        ShareTicket picture = new ShareTicket(UserId.ofTelegram(user), PHOTO, THUMBNAIL);
        String forged = new ShareTicketCodec("a-key-that-is-not-the-one-of-the-service", Clock.systemUTC())
                .writeTicket(picture);
        Clock past = Clock.offset(
                Clock.systemUTC(), ShareTicketCodec.LIFETIME.plusSeconds(1).negated());
        String old = new ShareTicketCodec(SHARE_TICKET_KEY, past).writeTicket(picture);

        assertProblem(share(user, forged), 404, "NOT_FOUND");
        assertProblem(share(user, old), 404, "NOT_FOUND");
        assertProblem(share(user, "no ticket"), 404, "NOT_FOUND");

        assertThat(callsOf(user)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"ticket\":\"\"}", "{\"ticket\":null}"})
    void wantsATicket(String body) {
        long user = somebodyKnown("en");

        assertProblem(post(user, "en", body), 400, "VALIDATION_FAILED");
    }

    @Test
    void wantsAToken() {
        http.post()
                .uri("/api/v1/chat/shares")
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .bodyValue(Map.of("ticket", "x"))
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    @ParameterizedTest
    @CsvSource({
        "400, Bad Request: USER_ID_INVALID, 409, SHARE_REFUSED",
        "403, Forbidden: bot was blocked by the user, 409, SHARE_REFUSED",
        "500, Internal Server Error, 503, TELEGRAM_UNAVAILABLE",
        "401, Unauthorized, 503, TELEGRAM_UNAVAILABLE"
    })
    void saysWhatToDoWhenTelegramDoesNotPrepareIt(int error, String description, int status, String code) {
        long user = somebodyKnown("en");
        TELEGRAM.answerNext(user, error, REFUSED.formatted(error, description));

        assertProblem(share(user, ticketOf(user)), status, code);

        assertThat(callsOf(user)).isEqualTo(1);
    }

    @Test
    void passesOnHowLongTelegramWantsToBeLeftAlone() {
        long user = somebodyKnown("en");
        TELEGRAM.answerNext(
                user,
                429,
                "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\",\"parameters\":{\"retry_after\":7}}");

        share(user, ticketOf(user))
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "7");

        assertThat(callsOf(user)).isEqualTo(1);
    }

    @Test
    void answersWithAProblemWhenTelegramDoesNotAnswer() {
        long user = somebodyKnown("en");
        TELEGRAM.answerNext(user, 0, "");

        share(user, ticketOf(user), "ru")
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .contentType("application/problem+json")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("TELEGRAM_UNAVAILABLE")
                .jsonPath("$.title")
                .isEqualTo("Telegram не отвечает");

        assertThat(callsOf(user)).isEqualTo(1);
    }

    @Test
    void saysToTryAgainWhileItDoesNotKnowThePerson() {
        long user = someone();

        assertProblem(share(user, ticketOf(user)), 503, "SERVICE_UNAVAILABLE");
    }

    @Test
    void forgetsAnErasedPerson() {
        long user = somebodyKnown("en");
        publish(new UserErased(UserId.ofTelegram(user), Instant.now()));
        await().atMost(LIMIT).until(() -> count("select count(*) from person where telegram_id = " + user) == 0);

        assertProblem(share(user, ticketOf(user)), 503, "SERVICE_UNAVAILABLE");
    }

    /** A user who has written to the bot. */
    private long somebodyKnown(String language) {
        long user = someone();
        say(user, "/start", language).expectStatus().isOk();
        messages(user, 1);
        return user;
    }

    private static String ticketOf(long user) {
        return new ShareTicketCodec(SHARE_TICKET_KEY, Clock.systemUTC())
                .writeTicket(new ShareTicket(UserId.ofTelegram(user), PHOTO, THUMBNAIL));
    }

    private ResponseSpec share(long user, String ticket) {
        return share(user, ticket, "en");
    }

    private ResponseSpec share(long user, String ticket, String language) {
        return post(user, language, "{\"ticket\":\"%s\"}".formatted(ticket));
    }

    private ResponseSpec post(long user, String language, String body) {
        return http.post()
                .uri("/api/v1/chat/shares")
                .headers(headers ->
                        headers.setBearerAuth(TOKENS.of(UserId.ofTelegram(user).value())))
                .header(HttpHeaders.ACCEPT_LANGUAGE, language)
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .bodyValue(body)
                .exchange();
    }

    private static JsonNode prepared(long user) {
        return TELEGRAM.calls("savePreparedInlineMessage").stream()
                .filter(call -> call.chatId() == user)
                .findFirst()
                .map(FakeTelegram.Call::body)
                .orElseThrow();
    }

    private static long callsOf(long user) {
        return TELEGRAM.calls("savePreparedInlineMessage").stream()
                .filter(call -> call.chatId() == user)
                .count();
    }

    private static void assertProblem(ResponseSpec answer, int status, String code) {
        answer.expectStatus().isEqualTo(status).expectBody().jsonPath("$.code").isEqualTo(code);
    }
}
