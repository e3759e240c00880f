package studio.atelier.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A new user submits a try-on; the image belongs to the user only and survives every restart. */
@WholeStack
class JourneyIT {

    static final String CHAT_PHOTOS = "/api/v1/chat/photos/";

    private static final String SHARES = "/api/v1/chat/shares";
    private static final Duration JOB_LIMIT = Duration.ofSeconds(120);
    private static final Duration BACK = Duration.ofMinutes(4);
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final Pattern PHOTO_BUTTON = Pattern.compile("\\?photo=([0-9a-f-]{36})&as=person");

    @Test
    void turnsTwoPhotosIntoAPictureAndChargesForItOnce(Stack stack, Sandbox sandbox) throws IOException {
        Person anna = Person.newcomer(stack);
        assertThat(anna.freeActions()).isEqualTo(10);

        Http.Answer admitted = anna.tryOn(sandbox);

        assertThat(admitted.status()).as("%s", admitted).isEqualTo(202);
        assertThat(admitted.text("/status")).isEqualTo("PENDING");
        assertThat(admitted.json().path("price").asLong()).isEqualTo(2);
        assertThat(admitted.text("/source")).isEqualTo("free");
        assertThat(admitted.json().path("watermark").asBoolean()).isTrue();
        JsonNode job = anna.ended(admitted.text("/id"), JOB_LIMIT);
        assertThat(job.path("status").asString()).as("%s", job).isEqualTo("COMPLETED");
        assertThat(job.path("progress").asInt()).isEqualTo(100);
        assertThat(job.path("inputs"))
                .extracting(input -> anna.download(input.path("url").asString()).status())
                .containsExactly(200, 200);
        JsonNode image = job.at("/images/0");
        Http.Answer picture = anna.download(image.path("url").asString());
        assertThat(picture.status()).isEqualTo(200);
        assertThat(ImageIO.read(new ByteArrayInputStream(picture.body())).getWidth())
                .isEqualTo(image.path("width").asInt());
        assertThat(new String(picture.body(), StandardCharsets.ISO_8859_1)).contains("trainedAlgorithmicMedia");
        freeActionsSettleAt(anna, 8);
    }

    /** What an operator needs who has only a log line. */
    @Test
    void namesOneTraceAndTheUserInTheLogLinesOfAJob(Stack stack, Sandbox sandbox) throws IOException {
        Person anna = Person.newcomer(stack);
        String jobId = anna.submitTryOn(sandbox);
        anna.ended(jobId, JOB_LIMIT);
        freeActionsSettleAt(anna, 8);

        List<JsonNode> ofJob = lines(stack, "generation-service", line -> line.contains(jobId));
        assertThat(ofJob)
                .extracting(line -> line.path("message").asString())
                .contains(
                        "Job " + jobId + " is PENDING",
                        "Job " + jobId + " is PROCESSING",
                        "Job " + jobId + " is COMPLETED")
                .anyMatch(message -> message.startsWith("Job " + jobId + " attempt 1 calls kie"));
        List<JsonNode> ours = ofJob.stream()
                .filter(line -> line.path("message").asString().startsWith("Job "))
                .toList();
        assertThat(ours)
                .allSatisfy(line -> assertThat(line.path("userId").asString())
                        .as("%s", line)
                        .isEqualTo(anna.userId()));
        Set<String> traces =
                ours.stream().map(line -> line.path("traceId").asString()).collect(Collectors.toSet());
        assertThat(traces).singleElement().asString().matches("[0-9a-f]{32}");

        String trace = traces.iterator().next();
        assertThat(messages(stack, "gateway-service", trace)).anyMatch(is("POST /api/v1/generations 202"));
        assertThat(messages(stack, "billing-service", trace))
                .anyMatch(is(" is PLACED: 2 of "))
                .anyMatch(is(" is CAPTURED: 2 of "));
        assertThat(messages(stack, "generation-service", trace)).anyMatch(is("createTask 200"));
    }

    private static Predicate<String> is(String part) {
        return message -> message.contains(part);
    }

    private static List<String> messages(Stack stack, String service, String trace) throws IOException {
        return lines(stack, service, line -> line.contains(trace)).stream()
                .map(line -> line.path("message").asString())
                .toList();
    }

    /** Leaves out a line that is still being written. */
    private static List<JsonNode> lines(Stack stack, String service, Predicate<String> wanted) throws IOException {
        try (Stream<String> lines = Files.lines(stack.directory().log(service))) {
            return lines.filter(wanted)
                    .filter(line -> line.endsWith("}"))
                    .map(JsonMapper.shared()::readTree)
                    .toList();
        }
    }

    @Test
    void keepsEverythingWhenEachServiceIsKilled(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        String jobId = anna.submitTryOn(sandbox);
        anna.ended(jobId, JOB_LIMIT);
        freeActionsSettleAt(anna, 8);

        for (String service : List.of("auth-service", "billing-service", "generation-service", "gateway-service")) {
            stack.kill(service);
        }

        Person back = Await.until(
                "the services to be back",
                BACK,
                () -> Person.login(stack, anna.telegramId()),
                user -> user.get("/api/v1/images").status() == 200 && user.freeActions() == 8);
        JsonNode gallery = back.get("/api/v1/images").json();
        assertThat(gallery.path("items").size()).isEqualTo(1);
        assertThat(back.download(gallery.at("/items/0/url").asString()).status())
                .isEqualTo(200);
    }

    @Test
    void showsNothingOfOnePersonToAnother(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        Person eve = Person.newcomer(stack);
        String upload = anna.upload(sandbox.sample("anna"));
        JsonNode job = anna.ended(anna.submitTryOn(sandbox), JOB_LIMIT);
        String image = job.at("/images/0/id").asString();

        String jobPath = "/api/v1/generations/" + job.path("id").asString();
        String imagePath = "/api/v1/images/" + image;
        assertThat(eve.get("/api/v1/uploads/" + upload).status()).isEqualTo(404);
        assertThat(eve.get(jobPath).status()).isEqualTo(404);
        assertThat(eve.get(jobPath + "/status").status()).isEqualTo(404);
        assertThat(eve.get(imagePath).status()).isEqualTo(404);
        assertThat(eve.get("/api/v1/generations").json().path("items").size()).isZero();
        assertThat(eve.get("/api/v1/images").json().path("items").size()).isZero();
        String link = job.at("/images/0/url").asString();
        assertThat(eve.download(link.replaceFirst("sig=.", "sig=")).status()).isEqualTo(404);
    }

    @Test
    void refusesToUseOrChangeWhatBelongsToAnotherUser(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        Person eve = Person.newcomer(stack);
        String upload = anna.upload(sandbox.sample("anna"));
        sandbox.kie(Map.of("rates", Map.of("CODE_UNPROCESSABLE", 1.0)));
        String failed = anna.submitTryOn(sandbox);
        anna.ended(failed, JOB_LIMIT);
        sandbox.kie(Map.of("rates", Map.of()));
        JsonNode job = anna.ended(anna.submitTryOn(sandbox), JOB_LIMIT);
        String jobPath = "/api/v1/generations/" + job.path("id").asString();
        String imagePath = "/api/v1/images/" + job.at("/images/0/id").asString();

        Http.Answer order =
                eve.post("/api/v1/generations", Person.tryOnOrder(upload, eve.upload(sandbox.sample("shirt"))));
        assertThat(order.status()).as("%s", order).isEqualTo(404);
        assertThat(order.code()).isEqualTo("UPLOAD_NOT_FOUND");
        assertThat(Stream.of(
                        eve.send("DELETE", "/api/v1/uploads/" + upload, null),
                        eve.post(jobPath + "/cancel", null),
                        eve.post("/api/v1/generations/" + failed + "/retry", null),
                        eve.send("DELETE", jobPath, null),
                        eve.send("PUT", imagePath + "/favorite", null),
                        eve.send("DELETE", imagePath + "/favorite", null),
                        eve.send("DELETE", imagePath, null)))
                .allSatisfy(
                        answer -> assertThat(answer.status()).as("%s", answer).isEqualTo(404));

        assertThat(anna.get("/api/v1/uploads/" + upload).status()).isEqualTo(200);
        assertThat(anna.get(jobPath).text("/status")).isEqualTo("COMPLETED");
        assertThat(anna.get(imagePath).json().path("favorite").asBoolean()).isFalse();
        assertThat(anna.download(job.at("/images/0/url").asString()).status()).isEqualTo(200);
        freeActionsSettleAt(anna, 8);
        freeActionsSettleAt(eve, 10);
    }

    @Test
    void answersStartAndBalanceInTheBot(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        assertThat(anna.freeActions()).isEqualTo(10);

        sandbox.write(anna.telegramId(), "/start");
        sandbox.write(anna.telegramId(), "/balance");

        Await.until(
                "the bot to tell the balance",
                SETTLED,
                () -> sandbox.chat(anna.telegramId()).toString(),
                chat -> chat.contains("10"));
    }

    @Test
    void givesAPhotoThatWasSentToTheBotToItsSenderOnly(Stack stack, Sandbox sandbox) {
        Person anna = Person.newcomer(stack);
        Person eve = Person.newcomer(stack);
        byte[] photo = sandbox.sample("anna");

        String path = CHAT_PHOTOS + photoSentToTheBot(anna, sandbox, photo);

        Http.Answer mine = anna.get(path);
        assertThat(mine.status()).isEqualTo(200);
        assertThat(mine.body()).isEqualTo(photo);
        assertThat(mine.headers().get("Content-Type")).isEqualTo("image/jpeg");
        assertThat(anna.upload(mine.body())).isNotEmpty();
        assertThat(eve.get(path).status()).isEqualTo(404);
    }

    @Test
    void sendsAPictureOfOnesOwnToAnotherPerson(Stack stack, Sandbox sandbox) throws IOException {
        Person anna = Person.newcomer(stack);
        Person eve = Person.newcomer(stack);
        JsonNode image = anna.ended(anna.submitTryOn(sandbox), JOB_LIMIT).at("/images/0");
        String ticketPath = "/api/v1/images/" + image.path("id").asString() + "/share-ticket";

        Map<String, String> ticket =
                Map.of("ticket", anna.post(ticketPath, null).text("/ticket"));
        assertThat(eve.post(ticketPath, null).status()).isEqualTo(404);
        assertThat(eve.post(SHARES, ticket).status()).isEqualTo(404);
        Http.Answer prepared = Await.until(
                "the bot to know Anna", SETTLED, () -> anna.post(SHARES, ticket), answer -> answer.status() != 503);
        assertThat(prepared.status()).as("%s", prepared).isEqualTo(200);
        String messageId = prepared.text("/messageId");
        sandbox.sendPrepared(anna.telegramId(), messageId, eve.telegramId());

        JsonNode shared = sandbox.chat(eve.telegramId()).path("shared");
        assertThat(shared).hasSize(1);
        assertThat(shared.at("/0/from/telegramId").asLong()).isEqualTo(anna.telegramId());
        assertThat(shared.at("/0/text").asString()).isEqualTo("Made in Atelier, an AI image studio.");
        assertThat(shared.at("/0/replyMarkup/inline_keyboard/0/0/url").asString())
                .isEqualTo(stack.setting("ATELIER_TELEGRAM_LINK"));
        BufferedImage photo = ImageIO.read(new ByteArrayInputStream(
                sandbox.file(shared.at("/0/photo/fileId").asString())));
        assertThat((double) photo.getWidth() / photo.getHeight())
                .isCloseTo(image.path("width").asDouble() / image.path("height").asDouble(), within(0.01));
    }

    /** The photo's id in the bot's button. */
    static String photoSentToTheBot(Person sender, Sandbox sandbox, byte[] photo) {
        sandbox.sendPhoto(sender.telegramId(), photo);
        String chat = Await.until(
                "the bot to ask what to do with the photo",
                SETTLED,
                () -> sandbox.chat(sender.telegramId()).toString(),
                said -> PHOTO_BUTTON.matcher(said).find());
        Matcher button = PHOTO_BUTTON.matcher(chat);
        assertThat(button.find()).isTrue();
        return button.group(1);
    }

    /** A job's end is shown before billing has captured its hold. */
    static void freeActionsSettleAt(Person user, long actions) {
        Await.until(
                "free actions to be " + actions + ", and none held",
                SETTLED,
                user::balance,
                balance -> balance.at("/free/actionsLeft").asLong() == actions
                        && balance.at("/held/actions").asLong() == 0);
    }
}
