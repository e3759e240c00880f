package studio.atelier.sandbox.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import studio.atelier.sandbox.SandboxClient;
import studio.atelier.sandbox.SandboxClient.Answer;
import tools.jackson.databind.JsonNode;

/** A user's actions in the chat, as the bot receives them. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "atelier.sandbox.url=http://localhost:1",
            "atelier.sandbox.public-url=http://localhost:1",
            "atelier.sandbox.telegram.bot-token=42:TEST",
            "atelier.sandbox.kie.api-key=kie-key"
        })
class BotChatTest {

    private static final String BOT = "/telegram/bot42:TEST/";
    private static final String CHAT = "/sandbox/telegram/chats/700000001";
    private static final String ANNA = "/sandbox/telegram/people/700000001";

    @LocalServerPort
    private int port;

    private SandboxClient client;

    @BeforeEach
    void resetSandbox() {
        client = SandboxClient.afterReset(port);
    }

    @Test
    void aPhotoArrivesWithItsCaptionAndAlbum() {
        MultipartBodyBuilder parts = photo();
        parts.part("caption", "Що приміряти?");
        parts.part("mediaGroupId", "album-1");
        assertThat(client.post(CHAT + "/photos", parts).status()).isEqualTo(200);
        JsonNode message = onlyMessage();
        assertThat(message.at("/photo/0/file_id").asString()).isNotEmpty();
        assertThat(message.path("caption").asString()).isEqualTo("Що приміряти?");
        assertThat(message.path("media_group_id").asString()).isEqualTo("album-1");
        assertThat(message.has("text")).isFalse();
    }

    @Test
    void aPhotoAloneHasNoCaption() {
        assertThat(client.post(CHAT + "/photos", photo()).status()).isEqualTo(200);
        JsonNode message = onlyMessage();
        assertThat(message.has("photo")).isTrue();
        assertThat(message.has("caption")).isFalse();
        assertThat(message.has("media_group_id")).isFalse();
    }

    @Test
    void aDocumentKeepsItsNameItsTypeAndItsBytes() {
        byte[] bytes = {1, 2, 3, 4};
        MultipartBodyBuilder parts = document("платье.HEIC", MediaType.parseMediaType("image/heic;name=dress"), bytes);
        parts.part("caption", "/start is no command here");
        assertThat(client.post(CHAT + "/documents", parts).status()).isEqualTo(200);
        JsonNode message = onlyMessage();
        JsonNode document = message.path("document");
        assertThat(document.path("file_name").asString()).isEqualTo("платье.HEIC");
        assertThat(document.path("mime_type").asString()).isEqualTo("image/heic");
        assertThat(document.path("file_size").asInt()).isEqualTo(4);
        assertThat(document.path("file_unique_id").asString()).isNotEmpty();
        assertThat(message.path("caption").asString()).isEqualTo("/start is no command here");
        assertThat(message.has("entities")).isFalse();
        assertThat(download(document.path("file_id").asString())).isEqualTo(bytes);
    }

    @Test
    void aDocumentWithoutATypeIsAnOctetStream() {
        assertThat(client.post(CHAT + "/documents", document("notes", null, new byte[] {1}))
                        .status())
                .isEqualTo(200);
        assertThat(onlyMessage().at("/document/mime_type").asString()).isEqualTo("application/octet-stream");
    }

    @Test
    void aFileOverTwentyMegabytesCannotBeDownloadedByTheBot() {
        assertThat(client.post(CHAT + "/documents", document("big.bin", null, new byte[20 * 1024 * 1024 + 1]))
                        .status())
                .isEqualTo(200);
        String fileId = onlyMessage().at("/document/file_id").asString();
        assertThat(post(BOT + "getFile", Map.of("file_id", fileId))
                        .path("description")
                        .asString())
                .isEqualTo("Bad Request: file is too big");
    }

    @Test
    void refusesAnEmptyFileAndALongCaption() {
        assertThat(client.post(CHAT + "/documents", document("empty.txt", MediaType.TEXT_PLAIN, new byte[0]))
                        .status())
                .isEqualTo(400);
        MultipartBodyBuilder parts = photo();
        parts.part("caption", "x".repeat(1025));
        assertThat(client.post(CHAT + "/photos", parts).status()).isEqualTo(400);
        assertThat(messages()).isEmpty();
    }

    @Test
    void aStickerArrivesAsAWebpOfItsEmoji() {
        post(CHAT + "/stickers", Map.of("emoji", "🧵"));
        JsonNode sticker = onlyMessage().path("sticker");
        assertThat(sticker.path("emoji").asString()).isEqualTo("🧵");
        assertThat(sticker.path("type").asString()).isEqualTo("regular");
        assertThat(new String(download(sticker.path("file_id").asString()), 8, 4, StandardCharsets.US_ASCII))
                .isEqualTo("WEBP");
    }

    @Test
    void aVoiceNoteArrivesAsOgg() {
        assertThat(client.post(CHAT + "/voices").status()).isEqualTo(200);
        JsonNode voice = onlyMessage().path("voice");
        assertThat(voice.path("duration").asInt()).isEqualTo(1);
        assertThat(voice.path("mime_type").asString()).isEqualTo("audio/ogg");
        assertThat(new String(download(voice.path("file_id").asString()), 0, 4, StandardCharsets.US_ASCII))
                .isEqualTo("OggS");
    }

    @Test
    void aContactIsThePersonsOwnOrAnother() {
        assertThat(client.post(CHAT + "/contacts").status()).isEqualTo(200);
        post(CHAT + "/contacts", Map.of("phoneNumber", "+15550100", "firstName", "Eve"));
        List<JsonNode> contacts =
                messages().stream().map(message -> message.path("contact")).toList();
        assertThat(contacts.getFirst().path("user_id").asLong()).isEqualTo(700_000_001);
        assertThat(contacts.getFirst().path("first_name").asString()).isEqualTo("Anna");
        assertThat(contacts.getLast().path("phone_number").asString()).isEqualTo("+15550100");
        assertThat(contacts.getLast().has("user_id")).isFalse();
    }

    @Test
    void initDataSaysWhetherTheBotMayWrite() {
        assertThat(initData(Map.of("telegramId", 700_000_001))).doesNotContain("allows_write_to_pm");

        assertThat(client.post(CHAT + "/write-access").status()).isEqualTo(200);
        assertThat(client.post(CHAT + "/write-access").status()).isEqualTo(200);

        assertThat(initData(Map.of("telegramId", 700_000_001))).contains("\"allows_write_to_pm\":true");
        assertThat(onlyMessage().at("/write_access_allowed/from_request").asBoolean())
                .isTrue();
    }

    @Test
    void whoeverWroteToTheBotMayBeWrittenTo() {
        post(CHAT + "/messages", Map.of("text", "/start"));
        assertThat(initData(Map.of("telegramId", 700_000_001))).contains("\"allows_write_to_pm\":true");
    }

    @Test
    void theChatShowsWhatWasSent() {
        post(CHAT + "/stickers", Map.of("emoji", "🧵"));
        JsonNode shown = get(CHAT).path("messages").get(0);
        assertThat(shown.at("/attachment/kind").asString()).isEqualTo("sticker");
        String fileId = shown.at("/attachment/content/file_id").asString();
        assertThat(client.get("/sandbox/telegram/files/" + fileId).headers().getContentType())
                .hasToString("image/webp");
    }

    @Test
    void anotherLanguageIsInMessagesTapsAndInitData() {
        long messageId = post(BOT + "sendMessage", Map.of("chat_id", 700_000_001, "text", "Balance?"))
                .at("/result/message_id")
                .asLong();
        assertThat(put(ANNA, "{\"languageCode\":\"uk\"}").path("languageCode").asString())
                .isEqualTo("uk");
        post(CHAT + "/messages", Map.of("text", "/start"));
        post(CHAT + "/callbacks", Map.of("messageId", messageId, "data", "yes"));
        List<JsonNode> updates = updates();
        assertThat(updates.getFirst().at("/message/from/language_code").asString())
                .isEqualTo("uk");
        assertThat(updates.getLast().at("/callback_query/from/language_code").asString())
                .isEqualTo("uk");
        assertThat(initData(Map.of("telegramId", 700_000_001))).contains("\"language_code\":\"uk\"");
    }

    @Test
    void anInitDataInAnotherLanguageLeavesThePersonsLanguage() {
        assertThat(initData(Map.of("telegramId", 700_000_001, "languageCode", "de")))
                .contains("\"language_code\":\"de\"");
        assertThat(get(ANNA).path("languageCode").asString()).isEqualTo("ru");
    }

    @Test
    void theFirstLanguageComesBackByNullAndByReset() {
        put(ANNA, "{\"languageCode\":\"uk\"}");
        assertThat(put(ANNA, "{\"languageCode\":null}").path("languageCode").asString())
                .isEqualTo("ru");
        put(ANNA, "{\"languageCode\":\"uk\"}");
        client.reset();
        assertThat(get("/sandbox/telegram/people").get(0).path("languageCode").asString())
                .isEqualTo("ru");
    }

    @Test
    void refusesWhatIsNoLanguage() {
        assertThat(client.put(ANNA, "{\"languageCode\":\"Klingon!\"}").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"uk, Починаємо", "pt-br, Start", "ru, Start", "en, Hello"})
    void commandsAreShownInThePersonsLanguage(String languageCode, String description) {
        setCommands(Map.of("commands", commands("Start")));
        setCommands(Map.of("commands", commands("Hello"), "language_code", "en"));
        setCommands(Map.of("commands", commands("Починаємо"), "language_code", "uk"));
        put(ANNA, "{\"languageCode\":\"" + languageCode + "\"}");
        assertThat(get(CHAT).at("/commands/0/description").asString()).isEqualTo(description);
    }

    @Test
    void theCommandsOfANarrowerScopeComeFirst() {
        setCommands(Map.of("commands", commands("Everybody")));
        setCommands(Map.of("commands", commands("Anna"), "scope", Map.of("type", "chat", "chat_id", 700_000_009)));
        assertThat(get("/sandbox/telegram/chats/700000009")
                        .at("/commands/0/description")
                        .asString())
                .isEqualTo("Anna");
        assertThat(get("/sandbox/telegram/chats/700000008")
                        .at("/commands/0/description")
                        .asString())
                .isNotEqualTo("Anna");
    }

    private static List<Map<String, String>> commands(String description) {
        return List.of(Map.of("command", "start", "description", description));
    }

    private void setCommands(Map<String, Object> parameters) {
        assertThat(post(BOT + "setMyCommands", parameters).path("ok").asBoolean())
                .isTrue();
    }

    private MultipartBodyBuilder photo() {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        byte[] hat = bytes("/sandbox/samples/hat.jpg");
        parts.part("photo", hat, MediaType.IMAGE_JPEG).filename("hat.jpg");
        return parts;
    }

    private static MultipartBodyBuilder document(String name, @Nullable MediaType type, byte[] bytes) {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        MultipartBodyBuilder.PartBuilder part =
                type == null ? parts.part("document", bytes) : parts.part("document", bytes, type);
        part.filename(name);
        return parts;
    }

    private JsonNode onlyMessage() {
        assertThat(messages()).hasSize(1);
        return messages().getFirst();
    }

    private List<JsonNode> messages() {
        return updates().stream().map(update -> update.path("message")).toList();
    }

    private List<JsonNode> updates() {
        return post(BOT + "getUpdates", Map.of()).path("result").valueStream().toList();
    }

    private String initData(Map<String, Object> request) {
        String initData =
                post("/sandbox/telegram/init-data", request).path("initData").asString();
        return URLDecoder.decode(initData, StandardCharsets.UTF_8);
    }

    private byte[] download(String fileId) {
        String path = post(BOT + "getFile", Map.of("file_id", fileId))
                .at("/result/file_path")
                .asString();
        return bytes("/telegram/file/bot42:TEST/" + path);
    }

    private byte[] bytes(String path) {
        Answer answer = client.get(path);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode get(String path) {
        return client.get(path).json();
    }

    private JsonNode post(String path, Map<String, ?> body) {
        return client.post(path, body).json();
    }

    private JsonNode put(String path, String body) {
        return client.put(path, body).json();
    }
}
