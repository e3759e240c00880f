package studio.atelier.sandbox.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import studio.atelier.sandbox.SandboxClient;
import studio.atelier.sandbox.SandboxClient.Answer;
import tools.jackson.databind.JsonNode;

/** A message that the bot prepares, and a user's actions on it. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "atelier.sandbox.url=http://localhost:1",
            "atelier.sandbox.public-url=http://localhost:1",
            "atelier.sandbox.telegram.bot-token=42:TEST",
            "atelier.sandbox.kie.api-key=kie-key"
        })
class ShareTest {

    private static final String PREPARE = "/telegram/bot42:TEST/savePreparedInlineMessage";
    private static final long ANNA = 700_000_001;
    private static final long BOHDAN = 700_000_002;

    @LocalServerPort
    private int port;

    private SandboxClient client;

    @BeforeEach
    void resetSandbox() {
        client = SandboxClient.afterReset(port);
    }

    @Test
    void aPreparedPhotoIsSentToAPerson() {
        String id = prepare(request(Map.of()));

        JsonNode preview = get(message(ANNA, id));
        assertThat(preview.path("caption").asString()).isEqualTo("Look!");
        assertThat(preview.at("/thumbnail/fileId").asString()).isNotEmpty();
        assertThat(send(ANNA, id).path("to").asLong()).isEqualTo(BOHDAN);

        JsonNode shared = get("/sandbox/telegram/chats/" + BOHDAN).path("shared");
        assertThat(shared).hasSize(1);
        assertThat(shared.at("/0/from/telegramId").asLong()).isEqualTo(ANNA);
        assertThat(shared.at("/0/text").asString()).isEqualTo("Look!");
        assertThat(shared.at("/0/replyMarkup/inline_keyboard/0/0/url").asString())
                .isEqualTo("https://t.me/a_bot");
        Answer photo = client.get(
                "/sandbox/telegram/photos/" + shared.at("/0/photo/fileId").asString());
        assertThat(photo.status()).isEqualTo(200);
        assertThat(photo.headers().getContentType()).isEqualTo(MediaType.IMAGE_JPEG);
        assertThat(get("/sandbox/telegram/chats/" + ANNA).path("shared")).isEmpty();
    }

    @Test
    void onlyWhoItWasPreparedForSeesIt() {
        String id = prepare(request(Map.of()));

        assertThat(client.get(message(BOHDAN, id)).status()).isEqualTo(404);
        assertThat(client.get(message(ANNA, "unknown")).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:%d/gone.jpg", "http://localhost:%d/icon.svg"})
    void whatIsNoJpegWhenItIsSentIsNotSent(String address) {
        Map<String, Object> result = result(Map.of("photo_url", address.formatted(port)));
        String id = prepare(request(Map.of("result", result)));

        assertThat(send(ANNA, id).path("detail").asString()).startsWith("Bad Request: ");
        assertThat(get("/sandbox/telegram/chats/" + BOHDAN).path("shared")).isEmpty();
    }

    @Test
    void aPngIsNotSent() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", png);
        DisposableServer server = HttpServer.create()
                .port(0)
                .handle((request, response) -> response.sendByteArray(Mono.just(png.toByteArray())))
                .bindNow();
        try {
            Map<String, Object> result = result(Map.of("photo_url", "http://localhost:" + server.port() + "/a.jpg"));
            String id = prepare(request(Map.of("result", result)));

            assertThat(send(ANNA, id).path("detail").asString())
                    .isEqualTo("Bad Request: wrong type of the web page content");
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void isNotSentToPeopleIfItIsForOtherChats() {
        Map<String, Object> request = request(Map.of("allow_group_chats", true));
        request.remove("allow_user_chats");
        String id = prepare(request);

        assertThat(send(ANNA, id).path("detail").asString()).isEqualTo("Bad Request: CHAT_SEND_INLINE_FORBIDDEN");
    }

    static List<List<Object>> refusals() {
        return List.of(
                List.of("user_id", 0, "invalid user_id specified"),
                List.of("user_id", "", "invalid user_id specified"),
                List.of("allow_user_chats", false, "at least one chat type must be allowed"),
                List.of("result", "", "result isn't specified"),
                List.of("result", List.of(), "inline query result must be an object"),
                List.of("type", "", "can't find field \"type\""),
                List.of("type", "hologram", "type \"hologram\" is unsupported for the inline query result"),
                List.of("id", "", "can't find field \"id\""),
                List.of("id", "x".repeat(65), "RESULT_ID_INVALID"),
                List.of("photo_url", "", "PHOTO_CONTENT_URL_EMPTY"),
                List.of("photo_url", "ftp://a/b.jpg", "WEBDOCUMENT_URL_INVALID"),
                List.of("thumbnail_url", "", "PHOTO_THUMB_URL_EMPTY"),
                List.of("thumbnail_url", "not an address", "WEBDOCUMENT_URL_INVALID"),
                List.of("caption", "x".repeat(1025), "message caption is too long"),
                List.of(
                        "reply_markup",
                        keyboard(Map.of("text", "Open", "web_app", Map.of("url", "https://a.example"))),
                        "BUTTON_TYPE_INVALID"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatTelegramRefuses(List<Object> refusal) {
        String field = (String) refusal.get(0);
        Map<String, Object> change = Map.of(field, refusal.get(1));
        Map<String, Object> request =
                request(Map.of()).containsKey(field) ? request(change) : request(Map.of("result", result(change)));

        JsonNode answer = post(PREPARE, request);

        assertThat(answer.path("error_code").asInt()).isEqualTo(400);
        assertThat(answer.path("description").asString()).isEqualTo("Bad Request: " + refusal.get(2));
    }

    private Map<String, Object> request(Map<String, Object> changes) {
        Map<String, Object> request =
                new HashMap<>(Map.of("user_id", ANNA, "result", result(Map.of()), "allow_user_chats", true));
        request.putAll(changes);
        return request;
    }

    private Map<String, Object> result(Map<String, Object> changes) {
        String hat = "http://localhost:%d/sandbox/samples/hat.jpg".formatted(port);
        Map<String, Object> result = new HashMap<>(Map.of(
                "type",
                "photo",
                "id",
                "1",
                "photo_url",
                hat,
                "thumbnail_url",
                hat,
                "caption",
                "Look!",
                "reply_markup",
                keyboard(Map.of("text", "Open", "url", "https://t.me/a_bot"))));
        result.putAll(changes);
        return result;
    }

    private static Map<String, Object> keyboard(Map<String, Object> button) {
        return Map.of("inline_keyboard", List.of(List.of(button)));
    }

    private String prepare(Map<String, Object> request) {
        JsonNode prepared = post(PREPARE, request).path("result");
        assertThat(prepared.path("expiration_date").asLong()).isPositive();
        return prepared.path("id").asString();
    }

    private JsonNode send(long person, String id) {
        return post(message(person, id) + "/send", Map.of("to", BOHDAN));
    }

    private static String message(long person, String id) {
        return "/sandbox/telegram/people/" + person + "/prepared-messages/" + id;
    }

    private JsonNode get(String path) {
        Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode post(String path, Map<String, Object> body) {
        return client.post(path, body).json();
    }
}
