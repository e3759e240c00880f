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
        long person = someone();

        sendContent(person, aPhoto("f"), "uk").expectStatus().isOk();

        FakeTelegram.Call question = messages(person, 1).get(0);
        assertThat(question.text()).isEqualTo("Що зробити з цим фото?");
        assertThat(buttonAddress(question, 0)).matches("https://atelier\\.example/\\?photo=[0-9a-f-]{36}&as=person");
        assertThat(buttonAddress(question, 1))
                .isEqualTo(buttonAddress(question, 0).replace("person", "item"));
    }

    @Test
    void givesThePhotoToWhoSentIt() {
        long person = someone();
        String fileId = aFile("image/jpeg");
        UUID photo = photoOf(person, aPhoto(fileId));

        get(person, photo)
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
        long person = someone();
        String fileId = aFile("application/octet-stream");

        UUID photo =
                photoOf(person, "\"document\":{\"file_id\":\"%s\",\"mime_type\":\"image/heic\"}".formatted(fileId));

        get(person, photo).expectStatus().isOk().expectHeader().contentType("image/heic");
    }

    @Test
    void doesNotSayWhatAFileIsThatTelegramDoesNotCallAPicture() {
        long person = someone();
        String fileId = "file-" + IDS.incrementAndGet();
        TELEGRAM.keep(fileId, KeptFile.of("documents/" + fileId, "text/html", PHOTO));

        UUID photo = photoOf(person, aPhoto(fileId));

        get(person, photo).expectStatus().isOk().expectHeader().contentType(MediaType.APPLICATION_OCTET_STREAM);
    }

    @Test
    void showsAPhotoToNobodyElse() {
        long person = someone();
        UUID photo = photoOf(person, aPhoto(aFile("image/jpeg")));

        assertProblem(get(someone(), photo), 404, "NOT_FOUND");
        assertProblem(get(person, UUID.randomUUID()), 404, "NOT_FOUND");
        http.get().uri("/api/v1/chat/photos/" + photo).exchange().expectStatus().isUnauthorized();
        assertProblem(
                http.get()
                        .uri("/api/v1/chat/photos/1")
                        .headers(headers -> headers.setBearerAuth(tokenOf(person)))
                        .exchange(),
                400,
                "MALFORMED_REQUEST");
    }

    @Test
    void saysThatTelegramDoesNotGiveThePhotoAnyMore() {
        long person = someone();

        assertProblem(get(person, photoOf(person, aPhoto("unknown"))), 410, "PHOTO_GONE");
    }

    @ParameterizedTest
    @CsvSource({"404, 410, PHOTO_GONE", "502, 503, TELEGRAM_UNAVAILABLE", "0, 503, TELEGRAM_UNAVAILABLE"})
    void saysWhatCanBeDoneWhenTelegramDoesNotSendTheFile(int answer, int status, String code) {
        long person = someone();
        String fileId = "file-" + IDS.incrementAndGet();
        TELEGRAM.keep(fileId, new KeptFile("photos/" + fileId, answer, "image/jpeg", 1, Flux.just(new byte[1])));
        UUID photo = photoOf(person, aPhoto(fileId));

        HttpHeaders headers =
                assertProblem(get(person, photo), status, code).returnResult().getResponseHeaders();

        assertThat(headers.getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo(status == 503 ? "5" : null);
    }

    @Test
    void endsTheAnswerWhenTelegramBreaksOff() {
        long person = someone();
        String fileId = "file-" + IDS.incrementAndGet();
        TELEGRAM.keep(
                fileId,
                new KeptFile(
                        "photos/" + fileId,
                        200,
                        "image/jpeg",
                        2L * PHOTO.length,
                        Flux.just(PHOTO).concatWith(Flux.error(new IllegalStateException("played")))));
        UUID photo = photoOf(person, aPhoto(fileId));

        assertThat(catchThrowable(
                        () -> get(person, photo).expectBody(byte[].class).returnResult()))
                .isNotNull();
        assertProblem(get(person, UUID.randomUUID()), 404, "NOT_FOUND");
    }

    @Test
    void answersAnAlbumOnce() {
        long person = someone();
        String album = "\"media_group_id\":\"album-%d\",".formatted(person);

        for (int i = 0; i < 5; i++) {
            sendContent(person, album + aPhoto("f" + i), "en");
        }
        say(person, "/help", "en");

        List<FakeTelegram.Call> sent = messages(person, 2);
        assertThat(sent)
                .extracting(FakeTelegram.Call::text)
                .hasSize(2)
                .first()
                .isEqualTo("What shall I do with this photo?");
        assertThat(sent.get(1).text()).startsWith("Send me a photo");
    }

    @Test
    void obeysACommandThatStandsBelowAPhoto() {
        long person = someone();

        sendContent(person, aPhoto("f") + ",\"caption\":\"/start\"", "en");

        assertThat(messages(person, 1).get(0).text()).startsWith("Hi!");
    }

    @Test
    void saysHowToSendAPhotoThatIsTooLarge() {
        long person = someone();

        sendContent(
                person, "\"document\":{\"file_id\":\"f\",\"mime_type\":\"image/png\",\"file_size\":30000000}", "en");

        assertThat(messages(person, 1).get(0).text()).contains("Send it as a photo instead of a file");
    }

    @Test
    void saysWhatFilesItCanUse() {
        long person = someone();

        sendContent(person, "\"document\":{\"file_id\":\"f\",\"mime_type\":\"application/pdf\"}", "ru");

        assertThat(messages(person, 1).get(0).text()).contains("JPEG, PNG или WebP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sticker", "voice", "contact", "location"})
    void answersWhateverElseIsSentWithTheHelp(String kind) {
        long person = someone();

        sendContent(person, "\"%s\":{}".formatted(kind), "en");

        assertThat(messages(person, 1).get(0).text()).startsWith("Send me a photo");
    }

    @Test
    void answersNothingToWhatOnlyHappened() {
        long person = someone();

        sendContent(person, "\"pinned_message\":{}", "en");

        await().atMost(LIMIT)
                .until(() ->
                        count("select count(*) from telegram_update where outcome = 'ignored' and chat_id = " + person)
                                == 1);
        assertThat(count("select count(*) from outgoing_message where chat_id = " + person))
                .isZero();
    }

    @Test
    void forgetsPhotosAfterADay() {
        long person = someone();
        UUID old = photoOf(person, aPhoto(aFile("image/jpeg")));
        UUID young = photoOf(person, aPhoto(aFile("image/jpeg")));
        run("update bot_photo set created_at = now() - interval '25 hours' where id = '%s'".formatted(old));

        runTask("old-bot-photos");

        assertProblem(get(person, old), 404, "NOT_FOUND");
        get(person, young).expectStatus().isOk();
    }

    @Test
    void forgetsPhotosWithTheirOwner() {
        long person = someone();
        UUID photo = photoOf(person, aPhoto(aFile("image/jpeg")));

        publish(new UserErased(UserId.ofTelegram(person), Instant.now()));

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

    private UUID photoOf(long person, String content) {
        int before = TELEGRAM.messagesTo(person).size();
        sendContent(person, content, "en").expectStatus().isOk();
        FakeTelegram.Call question = messages(person, before + 1).get(before);
        String query = URI.create(buttonAddress(question, 0)).getQuery();
        return UUID.fromString(query.substring("photo=".length(), query.indexOf('&')));
    }

    private static String buttonAddress(FakeTelegram.Call message, int row) {
        return message.body()
                .at("/reply_markup/inline_keyboard/" + row + "/0/web_app/url")
                .asString();
    }

    private ResponseSpec get(long person, UUID photo) {
        return http.get()
                .uri("/api/v1/chat/photos/" + photo)
                .headers(headers -> headers.setBearerAuth(tokenOf(person)))
                .exchange();
    }

    private static String tokenOf(long person) {
        return TOKENS.of(UserId.ofTelegram(person).value());
    }

    private static BodyContentSpec assertProblem(ResponseSpec answer, int status, String code) {
        return answer.expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
    }
}
