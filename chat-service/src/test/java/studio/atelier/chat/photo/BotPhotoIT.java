package studio.atelier.chat.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import reactor.core.publisher.Flux;
import studio.atelier.chat.ChatServiceTest;
import studio.atelier.chat.telegram.FakeTelegram;
import studio.atelier.chat.telegram.FakeTelegram.KeptFile;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.UserErased;

class BotPhotoIT extends ChatServiceTest {

    private static final byte[] PHOTO = new byte[200_000];

    static {
        new Random(7).nextBytes(PHOTO);
    }

    @Test
    void asksWhatToDoWithAPhoto() {
        long user = someone();

        sendContent(user, aPhoto("f"), "uk").expectStatus().isOk();

        FakeTelegram.Call question = messages(user, 1).get(0);
        assertThat(question.text()).isEqualTo("Що зробити з цим фото?");
        assertThat(buttonAddress(question, 0)).matches("https://atelier\\.example/\\?photo=[0-9a-f-]{36}&as=person");
        assertThat(buttonAddress(question, 1))
                .isEqualTo(buttonAddress(question, 0).replace("person", "item"));
    }

    @Test
    void givesThePhotoToWhoSentIt() {
        long user = someone();
        String fileId = aFile("image/jpeg");
        UUID photo = photoOf(user, aPhoto(fileId));

        get(user, photo)
                .expectStatus()
                .isOk()
                .expectHeader()
                .contentType(MediaType.IMAGE_JPEG)
                .expectHeader()
                .contentLength(PHOTO.length)
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-store, private")
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectBody(byte[].class)
                .isEqualTo(PHOTO);
    }

    @Test
    void givesAPictureThatWasSentAsAFileWithTheTypeItWasSentWith() {
        long user = someone();
        String fileId = aFile("application/octet-stream");

        UUID photo = photoOf(user, "\"document\":{\"file_id\":\"%s\",\"mime_type\":\"image/heic\"}".formatted(fileId));

        get(user, photo).expectStatus().isOk().expectHeader().contentType("image/heic");
    }

    @Test
    void doesNotSayWhatAFileIsThatTelegramDoesNotCallAPicture() {
        long user = someone();
        String fileId = "file-" + IDS.incrementAndGet();
        TELEGRAM.keep(fileId, KeptFile.of("documents/" + fileId, "text/html", PHOTO));

        UUID photo = photoOf(user, aPhoto(fileId));

        get(user, photo).expectStatus().isOk().expectHeader().contentType(MediaType.APPLICATION_OCTET_STREAM);
    }

    @Test
    void showsAPhotoToNobodyElse() {
        long user = someone();
        UUID photo = photoOf(user, aPhoto(aFile("image/jpeg")));

        assertProblem(get(someone(), photo), 404, "NOT_FOUND");
        assertProblem(get(user, UUID.randomUUID()), 404, "NOT_FOUND");
        http.get().uri("/api/v1/chat/photos/" + photo).exchange().expectStatus().isUnauthorized();
        assertProblem(
                http.get()
                        .uri("/api/v1/chat/photos/1")
                        .headers(headers -> headers.setBearerAuth(tokenOf(user)))
                        .exchange(),
                400,
                "MALFORMED_REQUEST");
    }

    @Test
    void saysThatTelegramDoesNotGiveThePhotoAnyMore() {
        long user = someone();

        assertProblem(get(user, photoOf(user, aPhoto("unknown"))), 410, "PHOTO_GONE");
    }

    @ParameterizedTest
    @CsvSource({"404, 410, PHOTO_GONE", "502, 503, TELEGRAM_UNAVAILABLE", "0, 503, TELEGRAM_UNAVAILABLE"})
    void saysWhatCanBeDoneWhenTelegramDoesNotSendTheFile(int answer, int status, String code) {
        long user = someone();
        String fileId = "file-" + IDS.incrementAndGet();
        TELEGRAM.keep(fileId, new KeptFile("photos/" + fileId, answer, "image/jpeg", 1, Flux.just(new byte[1])));
        UUID photo = photoOf(user, aPhoto(fileId));

        HttpHeaders headers =
                assertProblem(get(user, photo), status, code).returnResult().getResponseHeaders();

        assertThat(headers.getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo(status == 503 ? "5" : null);
    }

    @Test
    void endsTheAnswerWhenTelegramBreaksOff() {
        long user = someone();
        String fileId = "file-" + IDS.incrementAndGet();
        TELEGRAM.keep(
                fileId,
                new KeptFile(
                        "photos/" + fileId,
                        200,
                        "image/jpeg",
                        2L * PHOTO.length,
                        Flux.just(PHOTO).concatWith(Flux.error(new IllegalStateException("simulated")))));
        UUID photo = photoOf(user, aPhoto(fileId));

        assertThat(catchThrowable(
                        () -> get(user, photo).expectBody(byte[].class).returnResult()))
                .isNotNull();
        assertProblem(get(user, UUID.randomUUID()), 404, "NOT_FOUND");
    }

    @Test
    void answersAnAlbumOnce() {
        long user = someone();
        String album = "\"media_group_id\":\"album-%d\",".formatted(user);

        for (int i = 0; i < 5; i++) {
            sendContent(user, album + aPhoto("f" + i), "en");
        }
        say(user, "/help", "en");

        List<FakeTelegram.Call> sent = messages(user, 2);
        assertThat(sent)
                .extracting(FakeTelegram.Call::text)
                .hasSize(2)
                .first()
                .isEqualTo("What shall I do with this photo?");
        assertThat(sent.get(1).text()).startsWith("Send me a photo");
    }

    @Test
    void obeysACommandThatStandsBelowAPhoto() {
        long user = someone();

        sendContent(user, aPhoto("f") + ",\"caption\":\"/start\"", "en");

        assertThat(messages(user, 1).get(0).text()).startsWith("Hi!");
    }

    @Test
    void saysHowToSendAPhotoThatIsTooLarge() {
        long user = someone();

        sendContent(user, "\"document\":{\"file_id\":\"f\",\"mime_type\":\"image/png\",\"file_size\":30000000}", "en");

        assertThat(messages(user, 1).get(0).text()).contains("Send it as a photo instead of a file");
    }

    @Test
    void saysWhatFilesItCanUse() {
        long user = someone();

        sendContent(user, "\"document\":{\"file_id\":\"f\",\"mime_type\":\"application/pdf\"}", "ru");

        assertThat(messages(user, 1).get(0).text()).contains("JPEG, PNG или WebP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sticker", "voice", "contact", "location"})
    void answersWhateverElseIsSentWithTheHelp(String kind) {
        long user = someone();

        sendContent(user, "\"%s\":{}".formatted(kind), "en");

        assertThat(messages(user, 1).get(0).text()).startsWith("Send me a photo");
    }

    @Test
    void answersNothingToWhatOnlyHappened() {
        long user = someone();

        sendContent(user, "\"pinned_message\":{}", "en");

        await().atMost(LIMIT)
                .until(() ->
                        count("select count(*) from telegram_update where outcome = 'ignored' and chat_id = " + user)
                                == 1);
        assertThat(count("select count(*) from outgoing_message where chat_id = " + user))
                .isZero();
    }

    @Test
    void forgetsPhotosAfterADay() {
        long user = someone();
        UUID old = photoOf(user, aPhoto(aFile("image/jpeg")));
        UUID young = photoOf(user, aPhoto(aFile("image/jpeg")));
        run("update bot_photo set created_at = now() - interval '25 hours' where id = '%s'".formatted(old));

        runTask("old-bot-photos");

        assertProblem(get(user, old), 404, "NOT_FOUND");
        get(user, young).expectStatus().isOk();
    }

    @Test
    void forgetsPhotosWithTheirOwner() {
        long user = someone();
        UUID photo = photoOf(user, aPhoto(aFile("image/jpeg")));

        publish(new UserErased(UserId.ofTelegram(user), Instant.now()));

        await().atMost(LIMIT)
                .until(() -> count("select count(*) from bot_photo where id = '%s'".formatted(photo)) == 0);
    }

    private static String aPhoto(String fileId) {
        return "\"photo\":[{\"file_id\":\"%s\",\"width\":960,\"height\":1280,\"file_size\":130000}]".formatted(fileId);
    }

    private static String aFile(String contentType) {
        String fileId = "file-" + IDS.incrementAndGet();
        TELEGRAM.keep(fileId, KeptFile.of("photos/" + fileId + ".jpg", contentType, PHOTO));
        return fileId;
    }

    private UUID photoOf(long user, String content) {
        int before = TELEGRAM.messagesTo(user).size();
        sendContent(user, content, "en").expectStatus().isOk();
        FakeTelegram.Call question = messages(user, before + 1).get(before);
        String query = URI.create(buttonAddress(question, 0)).getQuery();
        return UUID.fromString(query.substring("photo=".length(), query.indexOf('&')));
    }

    private static String buttonAddress(FakeTelegram.Call message, int row) {
        return message.body()
                .at("/reply_markup/inline_keyboard/" + row + "/0/web_app/url")
                .asString();
    }

    private ResponseSpec get(long user, UUID photo) {
        return http.get()
                .uri("/api/v1/chat/photos/" + photo)
                .headers(headers -> headers.setBearerAuth(tokenOf(user)))
                .exchange();
    }

    private static String tokenOf(long user) {
        return TOKENS.of(UserId.ofTelegram(user).value());
    }

    private static BodyContentSpec assertProblem(ResponseSpec answer, int status, String code) {
        return answer.expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }
}
