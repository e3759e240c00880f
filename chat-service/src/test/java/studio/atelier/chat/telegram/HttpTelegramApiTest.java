package studio.atelier.chat.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.StepVerifier;
import studio.atelier.platform.http.OutboundHttpClients;
import tools.jackson.databind.json.JsonMapper;

class HttpTelegramApiTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final long CHAT = 77;
    private static final OutgoingMessage MESSAGE = new OutgoingMessage(
            "Hi", List.of(new OutgoingMessage.MessageButton("Open", "https://atelier.example", true)), false);

    private final FakeTelegram telegram = new FakeTelegram();
    private final HttpTelegramApi api = apiAt(telegram.url());

    @AfterEach
    void close() {
        telegram.close();
    }

    @Test
    void sendsAMessageWithAButtonThatOpensTheMiniApp() {
        StepVerifier.create(api.sendMessage(CHAT, MESSAGE)).expectComplete().verify(LIMIT);

        assertThat(telegram.messagesTo(CHAT).get(0).body()).isEqualTo(new JsonMapper().readTree("""
                        {"chat_id":77,"text":"Hi","disable_notification":false,"reply_markup":{"inline_keyboard":
                         [[{"text":"Open","web_app":{"url":"https://atelier.example"}}]]}}"""));
    }

    @Test
    void waitsAsLongAsTelegramWants() {
        telegram.answerNext(CHAT, 429, """
                {"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}""");

        StepVerifier.create(api.sendMessage(CHAT, MESSAGE))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                TelegramException.TooManyRequests.class,
                                e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7))))
                .verify(LIMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "403, Unreachable",
        "400, Refused",
        "401, Unavailable",
        "404, Unavailable",
        "409, Unavailable",
        "500, Unavailable",
        "502, Unavailable"
    })
    void mapsEachErrorCodeToAnException(int errorCode, String kind) {
        telegram.answerNext(
                CHAT, errorCode, "{\"ok\":false,\"error_code\":%d,\"description\":\"no\"}".formatted(errorCode));

        assertFails(kind);
    }

    @Test
    void takesAnAnswerThatIsNoJsonForAnOutage() {
        telegram.answerNext(CHAT, 502, "<html>Bad Gateway</html>");

        assertFails("Unavailable");
    }

    @Test
    void waitsNoLongerThanItsTimeout() {
        telegram.answerNext(CHAT, 0, "");

        assertFails("Unavailable");
    }

    @Test
    void neverNamesTheTokenInAnError() {
        HttpTelegramApi nowhere = apiAt("http://127.0.0.1:1");

        StepVerifier.create(nowhere.sendMessage(CHAT, MESSAGE))
                .expectErrorSatisfies(error -> {
                    StringWriter text = new StringWriter();
                    error.printStackTrace(new PrintWriter(text));
                    assertThat(text.toString())
                            .doesNotContain(FakeTelegram.TOKEN)
                            .doesNotContain("TEST");
                })
                .verify(LIMIT);
    }

    @Test
    void triesThreeTimesToSayWhereUpdatesGo() {
        telegram.answerNext(0, 500, "{\"ok\":false,\"error_code\":500}");
        telegram.answerNext(0, 500, "{\"ok\":false,\"error_code\":500}");

        StepVerifier.create(
                        api.setWebhook("https://a.example/webhooks/telegram", "s3cret_of_sixteen", List.of("message")))
                .expectComplete()
                .verify(LIMIT);

        assertThat(telegram.calls("setWebhook")).hasSize(3);
    }

    private void assertFails(String kind) {
        StepVerifier.create(api.sendMessage(CHAT, MESSAGE))
                .expectErrorSatisfies(
                        error -> assertThat(error.getClass().getSimpleName()).isEqualTo(kind))
                .verify(LIMIT);
    }

    private static HttpTelegramApi apiAt(String url) {
        return new HttpTelegramApi(
                new TelegramBotProperties(
                        FakeTelegram.TOKEN,
                        URI.create(url),
                        "s3cret_of_sixteen",
                        URI.create("https://atelier.example"),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3)),
                new JsonMapper(),
                new SimpleMeterRegistry(),
                new OutboundHttpClients());
    }
}
