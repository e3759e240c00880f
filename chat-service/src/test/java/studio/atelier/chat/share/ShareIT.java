package studio.atelier.chat.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
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
        long person = somebodyKnown("en");

        share(person, ticketOf(person))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.messageId")
                .isEqualTo("prepared-1")
                .jsonPath("$.expiresAt")
                .isEqualTo("2026-09-21T14:13:20Z");

        JsonNode call = prepared(person);
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
        long person = somebodyKnown("en");

        share(person, ticketOf(person), language).expectStatus().isOk();

        JsonNode result = prepared(person).path("result");
        assertThat(result.path("caption").asString()).isEqualTo(caption);
        assertThat(result.at("/reply_markup/inline_keyboard/0/0/text").asString())
                .isEqualTo(button);
    }

    @Test
    void mayBeRepeated() {
        long person = somebodyKnown("en");
        String ticket = ticketOf(person);

        share(person, ticket).expectStatus().isOk();
        share(person, ticket).expectStatus().isOk();
    }

    @Test
    void refusesTheTicketOfAnother() {
        long person = somebodyKnown("en");

        assertProblem(share(person, ticketOf(somebodyKnown("en"))), 404, "NOT_FOUND");

        assertThat(callsOf(person)).isZero();
    }

    @Test
    void refusesATicketThatIsForgedOrTooOld() {
        long person = somebodyKnown("en");
        ShareTicket picture = new ShareTicket(UserId.ofTelegram(person), PHOTO, THUMBNAIL);
        String forged = new ShareTicketCodec("a-key-that-is-not-the-one-of-the-service", Clock.systemUTC())
                .writeTicket(picture);
        Clock past = Clock.offset(
                Clock.systemUTC(), ShareTicketCodec.LIFETIME.plusSeconds(1).negated());
        String old = new ShareTicketCodec(SHARE_TICKET_KEY, past).writeTicket(picture);

        assertProblem(share(person, forged), 404, "NOT_FOUND");
        assertProblem(share(person, old), 404, "NOT_FOUND");
        assertProblem(share(person, "no ticket"), 404, "NOT_FOUND");

        assertThat(callsOf(person)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"ticket\":\"\"}", "{\"ticket\":null}"})
    void wantsATicket(String body) {
        long person = somebodyKnown("en");

        assertProblem(post(person, "en", body), 400, "VALIDATION_FAILED");
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
        long person = somebodyKnown("en");
        TELEGRAM.answerNext(person, error, REFUSED.formatted(error, description));

        assertProblem(share(person, ticketOf(person)), status, code);

        assertThat(callsOf(person)).isEqualTo(1);
    }

    @Test
    void passesOnHowLongTelegramWantsToBeLeftAlone() {
        long person = somebodyKnown("en");
        TELEGRAM.answerNext(
                person,
                429,
                "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\",\"parameters\":{\"retry_after\":7}}");

        share(person, ticketOf(person))
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "7");

        assertThat(callsOf(person)).isEqualTo(1);
    }

    @Test
    void doesNotWaitLongForASilentTelegram() {
        long person = somebodyKnown("en");
        TELEGRAM.answerNext(person, 0, "");
        Instant begun = Instant.now();

        share(person, ticketOf(person), "ru")
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .contentType("application/problem+json")
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("TELEGRAM_UNAVAILABLE")
                .jsonPath("$.title")
                .isEqualTo("Telegram не отвечает");

        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(8));
        assertThat(callsOf(person)).isEqualTo(1);
    }

    @Test
    void saysToTryAgainWhileItDoesNotKnowThePerson() {
        long person = someone();

        assertProblem(share(person, ticketOf(person)), 503, "SERVICE_UNAVAILABLE");
    }

    @Test
    void forgetsAnErasedPerson() {
        long person = somebodyKnown("en");
        publish(new UserErased(UserId.ofTelegram(person), Instant.now()));
        await().atMost(LIMIT).until(() -> count("select count(*) from person where telegram_id = " + person) == 0);

        assertProblem(share(person, ticketOf(person)), 503, "SERVICE_UNAVAILABLE");
    }

    /** Somebody who has written to the bot. */
    private long somebodyKnown(String language) {
        long person = someone();
        say(person, "/start", language).expectStatus().isOk();
        messages(person, 1);
        return person;
    }

    private static String ticketOf(long person) {
        return new ShareTicketCodec(SHARE_TICKET_KEY, Clock.systemUTC())
                .writeTicket(new ShareTicket(UserId.ofTelegram(person), PHOTO, THUMBNAIL));
    }

    private ResponseSpec share(long person, String ticket) {
        return share(person, ticket, "en");
    }

    private ResponseSpec share(long person, String ticket, String language) {
        return post(person, language, "{\"ticket\":\"%s\"}".formatted(ticket));
    }

    private ResponseSpec post(long person, String language, String body) {
        return http.post()
                .uri("/api/v1/chat/shares")
                .headers(headers -> headers.setBearerAuth(
                        TOKENS.of(UserId.ofTelegram(person).value())))
                .header(HttpHeaders.ACCEPT_LANGUAGE, language)
                .header(HttpHeaders.CONTENT_TYPE, "application/json")
                .bodyValue(body)
                .exchange();
    }

    private static JsonNode prepared(long person) {
        return TELEGRAM.calls("savePreparedInlineMessage").stream()
                .filter(call -> call.chatId() == person)
                .findFirst()
                .map(FakeTelegram.Call::body)
                .orElseThrow();
    }

    private static long callsOf(long person) {
        return TELEGRAM.calls("savePreparedInlineMessage").stream()
                .filter(call -> call.chatId() == person)
                .count();
    }

    private static void assertProblem(ResponseSpec answer, int status, String code) {
        answer.expectStatus().isEqualTo(status).expectBody().jsonPath("$.code").isEqualTo(code);
    }
}
