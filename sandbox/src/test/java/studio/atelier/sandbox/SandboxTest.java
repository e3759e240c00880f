package studio.atelier.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.util.TestSocketUtils;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import studio.atelier.sandbox.SandboxClient.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
class SandboxTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String GRANT = "{\"unit\":\"CREDITS\",\"amount\":%s,\"reason\":\"test\"}";
    private static final String BOT = "/telegram/bot42:TEST/";
    private static final String RECORD_INFO = "/kie/api/v1/jobs/recordInfo";
    private static final String SECRET = "X-Telegram-Bot-Api-Secret-Token";
    private static final int PORT = TestSocketUtils.findAvailableTcpPort();
    private static final BlockingQueue<Received> RECEIVED = new LinkedBlockingQueue<>();
    private static final String LOGIN = "{\"accessToken\":\"token\",\"user\":{\"id\":\"user-1\"}}";
    private static volatile int answer = 200;
    private static volatile String said = "{}";
    private static DisposableServer listener;

    private SandboxClient client;
    private SandboxClient kie;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("server.port", () -> PORT);
        registry.add("atelier.sandbox.url", () -> "http://localhost:" + PORT);
        registry.add("atelier.sandbox.public-url", () -> "http://localhost:" + listener.port());
        registry.add("atelier.sandbox.telegram.bot-token", () -> "42:TEST");
        registry.add("atelier.sandbox.telegram.first-backoff", () -> "100ms");
        registry.add("atelier.sandbox.kie.api-key", () -> "kie-key");
        registry.add("atelier.sandbox.kie.webhook-key", () -> "hook-key");
    }

    /** Stands in for everything the sandbox calls: callbacks, webhook, and Atelier's gateway. */
    @BeforeAll
    static void listen() {
        listener = HttpServer.create()
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .defaultIfEmpty("{}")
                        .flatMap(body -> {
                            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                            request.requestHeaders().forEach(header -> headers.put(header.getKey(), header.getValue()));
                            RECEIVED.add(new Received(request.uri(), headers, JSON.readTree(body)));
                            boolean login = request.uri().startsWith("/api/v1/auth");
                            return response.status(login ? 200 : answer)
                                    .header("Content-Type", "application/json")
                                    .sendString(Mono.just(login ? LOGIN : said))
                                    .then();
                        }))
                .bindNow();
    }

    @AfterAll
    static void close() {
        listener.disposeNow();
    }

    @BeforeEach
    void calm() {
        client = SandboxClient.afterReset(PORT);
        kie = client.withBearer("kie-key");
        order("{\"kie\":{\"latencyMinMs\":0,\"latencyMaxMs\":0,\"accountLimit\":false}}");
        client.post(BOT + "deleteWebhook", "{\"drop_pending_updates\":true}");
        answer = 200;
        said = "{}";
        RECEIVED.clear();
    }

    @Test
    void generatesAPictureFromUploadedPhotosAndCallsBackSigned() throws Exception {
        String person = upload("person", sample("anna"));
        String item = upload("item", sample("shirt"));
        String taskId = create("""
                {"model":"nano-banana-2","callBackUrl":"%s","input":{"prompt":"The person wears the shirt",
                 "image_input":["%s","%s"],"output_format":"png"}}""".formatted(callBackUrl("a"), person, item));
        Received callback = received("/callback/a");
        assertThat(callback.body().at("/data/taskId").asString()).isEqualTo(taskId);
        assertThat(callback.signature()).isEqualTo(callback.signatureOf(taskId));
        JsonNode record = record(taskId);
        assertThat(record.path("state").asString()).isEqualTo("success");
        byte[] picture = bytes(resultUrl(record));
        assertThat(ImageIO.read(new ByteArrayInputStream(picture)).getHeight()).isEqualTo(1024);
        assertThat(credits()).isEqualTo(1_000_000 - 8);
        assertThat(json("/sandbox/kie/tasks/" + taskId).path("downloads").asInt())
                .isEqualTo(1);
    }

    @Test
    void inBenchmarksATaskHasEndedWhenItIsAnswered() {
        order("{\"kie\":{\"drawing\":\"TINY\"}}");
        JsonNode record = record(create(textTask("a car")));
        assertThat(record.path("state").asString()).isEqualTo("success");
        assertThat(bytes(resultUrl(record))).hasSizeBetween(100, 4000);
    }

    @Test
    void aWrongKeyIsCode401InAnHttp200() {
        Answer refused = client.withBearer("other").get("/kie/api/v1/chat/credit");
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.json().path("code").asInt()).isEqualTo(401);
    }

    @Test
    void unknownTasksModelsAndFieldsAreCode422() {
        assertThat(kie.get(RECORD_INFO + "?taskId=none").text("/msg")).isEqualTo("recordInfo is null");
        assertThat(code(createTask("{\"model\":\"dall-e\",\"input\":{\"prompt\":\"x\"}}")))
                .isEqualTo(422);
        assertThat(code(kie.get(RECORD_INFO))).isEqualTo(400);
    }

    @Test
    void theTwentyFirstTaskInTenSecondsIsRefusedAndNotBilled() {
        order("{\"kie\":{\"accountLimit\":true,\"drawing\":\"TINY\"}}");
        for (int i = 0; i < 20; i++) {
            create(textTask("a car"));
        }
        assertThat(createTask(textTask("a car")).status()).isEqualTo(429);
        assertThat(credits()).isEqualTo(1_000_000 - 160);
    }

    @Test
    void anEmptyAccountIsCode402() {
        assertThat(client.put("/sandbox/kie/credit", "{\"credits\":7}").status())
                .isEqualTo(200);
        assertThat(code(createTask(textTask("a car")))).isEqualTo(402);
    }

    @ParameterizedTest
    @CsvSource({
        "TOO_MANY_REQUESTS, 429, 429",
        "CODE_TOO_MANY_REQUESTS, 200, 429",
        "SERVER_ERROR, 500, 500",
        "CODE_UNPROCESSABLE, 200, 422",
        "CODE_UNAUTHORIZED, 200, 401",
        "CODE_NO_CREDITS, 200, 402",
    })
    void refusesOnOrderOnceAndCountsTheCall(String fault, int status, int code) {
        orderNext("kie", fault);
        Answer refused = createTask(textTask("a car"));
        assertThat(refused.status()).isEqualTo(status);
        assertThat(code(refused)).isEqualTo(code);
        create(textTask("a car"));
        assertThat(json("/sandbox/kie/calls").path("items"))
                .extracting(call -> call.path("outcome").asString())
                .containsExactly("200", fault);
    }

    @Test
    void createsTheTaskAndNeverSaysSo() {
        order("{\"kie\":{\"hangMs\":300,\"next\":{\"CREATED_BUT_TIMED_OUT\":1}}}");
        assertThat(createTask(textTask("a car")).status()).isEqualTo(504);
        assertThat(json("/sandbox/kie/tasks").path("items")).hasSize(1);
        assertThat(credits()).isLessThan(1_000_000);
    }

    @Test
    void breaksTheConnectionOnOrder() {
        orderNext("kie", "CREATE_RESETS");
        assertThatExceptionOfType(WebClientRequestException.class).isThrownBy(() -> createTask(textTask("a car")));
    }

    @Test
    void aFailedTaskSaysWhyAndIsGivenBack() {
        orderNext("kie", "TASK_FAILS");
        JsonNode record = ended(create(textTask("a car")));
        assertThat(record.path("state").asString()).isEqualTo("fail");
        assertThat(record.path("failCode").asString()).isEqualTo("501");
        assertThat(credits()).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @CsvSource({"EMPTY_PICTURE", "UNDECODABLE_PICTURE", "WRONG_FORMAT"})
    void deliversWhatIsNoPictureOfThatFormat(String fault) throws IOException {
        orderNext("kie", fault);
        byte[] bytes = bytes(resultUrl(ended(create(textTask("a car")))));
        boolean jpeg = bytes.length > 2 && (bytes[0] & 255) == 0xFF && decodes(bytes);
        assertThat(jpeg).isFalse();
    }

    @Test
    void breaksOffInTheMiddleOfAPicture() {
        orderNext("kie", "RESET_MID_BODY");
        String url = resultUrl(ended(create(textTask("a car"))));
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> bytes(url));
        assertThat(bytes(url)).isNotEmpty();
    }

    @Test
    void repeatsACallbackOnOrder() throws Exception {
        orderNext("kie", "CALLBACK_TWICE");
        create(textTask("a car", callBackUrl("twice")));
        received("/callback/twice");
        received("/callback/twice");
    }

    @Test
    void sendsAForgeryBeforeTheRightCallback() throws Exception {
        order("{\"kie\":{\"latencyMinMs\":300,\"latencyMaxMs\":300,\"next\":{\"CALLBACK_FORGED\":1}}}");
        String taskId = create(textTask("a car", callBackUrl("forged")));
        Received forged = received("/callback/forged");
        assertThat(forged.signature()).isNotEqualTo(forged.signatureOf(taskId));
        Received right = received("/callback/forged");
        assertThat(right.signature()).isEqualTo(right.signatureOf(taskId));
    }

    @Test
    void sendsACallbackBehindTheNextOnOrder() throws Exception {
        orderNext("kie", "CALLBACK_REORDERED");
        ended(create(textTask("a car", callBackUrl("first"))));
        create(textTask("a car", callBackUrl("second")));
        assertThat(next().path()).isEqualTo("/callback/second");
        assertThat(next().path()).isEqualTo("/callback/first");
    }

    @Test
    void losesACallbackOnOrder() throws Exception {
        orderNext("kie", "CALLBACK_LOST");
        ended(create(textTask("a car", callBackUrl("lost"))));
        create(textTask("a car", callBackUrl("next")));
        assertThat(next().path()).isEqualTo("/callback/next");
    }

    @Test
    void sendsNoCallbackThatWasHeldBackBeforeAReset() throws Exception {
        orderNext("kie", "CALLBACK_REORDERED");
        ended(create(textTask("a car", callBackUrl("before"))));
        client.post("/sandbox/reset");
        order("{\"kie\":{\"latencyMinMs\":0,\"latencyMaxMs\":0}}");
        create(textTask("a car", callBackUrl("after")));
        assertThat(next().path()).isEqualTo("/callback/after");
        create(textTask("a car", callBackUrl("last")));
        assertThat(next().path()).isEqualTo("/callback/last");
    }

    @Test
    void sendsALostCallbackWhenItIsAskedTo() throws Exception {
        orderNext("kie", "CALLBACK_LOST");
        String taskId = create(textTask("a car", callBackUrl("asked")));
        ended(taskId);

        Answer asked = client.post("/sandbox/kie/tasks/" + taskId + "/callback");

        assertThat(received("/callback/asked").signatureOf(taskId)).isNotEmpty();
        assertThat(asked.json().at("/callbacks/0/status").asInt()).isEqualTo(200);
        assertThat(client.post("/sandbox/kie/tasks/unknown/callback").status()).isEqualTo(404);
    }

    @Test
    void hasTheShortCallbackBodyToo() throws Exception {
        order("{\"kie\":{\"callbackShape\":\"SHORT\"}}");
        String taskId = create(textTask("a car", callBackUrl("short")));
        assertThat(received("/callback/short").body().at("/data/task_id").asString())
                .isEqualTo(taskId);
    }

    @Test
    void aPlanWithAnUnknownFieldIsRefusedAndChangesNothing() {
        assertThat(client.patch("/sandbox/faults", "{\"kie\":{\"latency\":5}}").status())
                .isEqualTo(400);
        assertThat(json("/sandbox/faults").at("/kie/latencyMaxMs").asInt()).isZero();
    }

    @Test
    void aTemporaryAddressServesAResultAndForeignOnesAreRefused() {
        String url = resultUrl(ended(create(textTask("a car"))));
        String temporary =
                kie.post("/kie/api/v1/common/download-url", Map.of("url", url)).text("/data");
        assertThat(bytes(temporary)).isEqualTo(bytes(url));
        Answer foreign = kie.post("/kie/api/v1/common/download-url", Map.of("url", "http://example.com/a.png"));
        assertThat(code(foreign)).isEqualTo(422);
    }

    @Test
    void takesUploadsAsBase64() {
        Answer uploaded = kie.post(
                "/kie-upload/api/file-base64-upload",
                "{\"base64Data\":\"data:image/png;base64,AAEC\",\"uploadPath\":\"images\",\"fileName\":\"a.png\"}");
        assertThat(uploaded.json().at("/data/fileSize").asInt()).isEqualTo(3);
        assertThat(bytes(uploaded.text("/data/downloadUrl"))).containsExactly(0, 1, 2);
    }

    @Test
    void theWebhookGetsUpdatesInOrderAgainAndAgainUntilItTakesThem() throws Exception {
        setWebhook();
        answer = 500;
        write("first");
        write("second");
        assertThat(received("/hook").text()).isEqualTo("first");
        assertThat(received("/hook").text()).isEqualTo("first");
        answer = 200;
        String taken;
        do {
            taken = received("/hook").text();
        } while (taken.equals("first"));
        assertThat(taken).isEqualTo("second");
        write("third");
        Received third = received("/hook");
        assertThat(third.text()).isEqualTo("third");
        assertThat(third.headers()).containsEntry(SECRET, "s3cret");
        assertThat(RECEIVED).isEmpty();
    }

    @Test
    void anUpdateIsForgedOnOrder() throws Exception {
        setWebhook();
        orderNext("telegram", "UPDATE_FORGED");
        write("hello");
        assertThat(received("/hook").headers().get(SECRET)).isNotEqualTo("s3cret");
        assertThat(received("/hook").headers().get(SECRET)).isEqualTo("s3cret");
    }

    @Test
    void aTapOnAButtonIsAnUpdateTheBotAnswersOnce() {
        Answer sent = client.post(BOT + "sendMessage", """
                {"chat_id":700000001,"text":"Balance?","reply_markup":{"inline_keyboard":[[{"text":"Yes",
                 "callback_data":"yes"}]]}}""");
        client.post(
                "/sandbox/telegram/chats/700000001/callbacks",
                Map.of("messageId", sent.json().at("/result/message_id"), "data", "yes"));
        String id = client.post(BOT + "getUpdates", "{}").text("/result/0/callback_query/id");
        Map<String, String> body = Map.of("callback_query_id", id, "text", "Ten");
        assertThat(isOk(client.post(BOT + "answerCallbackQuery", body))).isTrue();
        assertThat(client.post(BOT + "answerCallbackQuery", body).text("/description"))
                .contains("query is too old");
        assertThat(client.get("/sandbox/telegram/callback-queries/" + id).text("/text"))
                .isEqualTo("Ten");
    }

    @Test
    void anEditThatChangesNothingIsRefusedInTelegramsWords() {
        Answer sent = client.post(BOT + "sendMessage", "{\"chat_id\":700000001,\"text\":\"10 %\"}");
        Map<String, Object> edit =
                Map.of("chat_id", 700_000_001, "message_id", sent.json().at("/result/message_id"), "text", "20 %");
        assertThat(isOk(client.post(BOT + "editMessageText", edit))).isTrue();
        assertThat(client.post(BOT + "editMessageText", edit).text("/description"))
                .startsWith("Bad Request: message is not modified");
    }

    @Test
    void aPhotoIsSentOnceAndAgainByItsId() {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("chat_id", "700000001");
        parts.part("photo", sample("hat"), MediaType.IMAGE_JPEG).filename("hat.jpg");
        Answer sent = client.post(BOT + "sendPhoto", parts);
        assertThat(sent.status()).isEqualTo(200);
        String fileId = sent.text("/result/photo/0/file_id");
        client.post(BOT + "sendPhoto", Map.of("chat_id", 700_000_002, "photo", fileId));
        String path = client.post(BOT + "getFile", Map.of("file_id", fileId)).text("/result/file_path");
        assertThat(bytes("/telegram/file/bot42:TEST/" + path)).isEqualTo(sample("hat"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sendMessage|{\"chat_id\":0,\"text\":\"x\"}|400|Bad Request: chat not found",
                "sendMessage|{\"chat_id\":7,\"text\":\"\"}|400|Bad Request: message text is empty",
                "editMessageText|{\"chat_id\":7,\"message_id\":1,\"text\":\"x\"}|400|"
                        + "Bad Request: message to edit not found",
                "setChatMenuButton|{\"menu_button\":{\"type\":\"web_app\",\"web_app\":{\"url\":\"http://a.b/\"}}}|400|"
                        + "Bad Request: Web App URL 'http://a.b/' is invalid: Only HTTPS links are allowed",
                "sendSticker|{}|404|Not Found: method not found",
            })
    void refusesInTelegramsWords(String method, String body, int status, String description) {
        Answer refused = client.post(BOT + method, body);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.text("/description")).isEqualTo(description);
    }

    @Test
    void aWrongTokenIsUnauthorized() {
        assertThat(client.get("/telegram/bot1:OTHER/getMe").status()).isEqualTo(401);
    }

    @Test
    void aPersonCanBlockTheBotAndTelegramCanSlowItDown() {
        order("{\"telegram\":{\"blockedBy\":[700000001],\"retryAfterSeconds\":3,\"next\":{\"TOO_MANY_REQUESTS\":1}}}");
        Answer slowed = client.post(BOT + "sendMessage", "{\"chat_id\":700000001,\"text\":\"x\"}");
        assertThat(slowed.json().at("/parameters/retry_after").asInt()).isEqualTo(3);
        Answer blocked = client.post(BOT + "sendMessage", "{\"chat_id\":700000001,\"text\":\"x\"}");
        assertThat(blocked.json().path("error_code").asInt()).isEqualTo(403);
    }

    @Test
    void grantsThroughTheGatewayAsTheOperator() throws Exception {
        client.post("/sandbox/people/700000001/grants", GRANT.formatted("5"));
        received("/api/v1/billing/balance"); // opens the account of a new user before the grant
        Received grant = received("/api/v1/admin/billing/users/user-1/grants");
        assertThat(grant.headers()).containsEntry("Authorization", "Bearer token");
        assertThat(grant.headers().get("Idempotency-Key")).isNotBlank();
        assertThat(grant.body()).isEqualTo(JSON.readTree(GRANT.formatted("5")));
    }

    @Test
    void logsInAnewAfterAChangeOfLanguageSoThatAtelierLearnsIt() throws Exception {
        String balance = "/sandbox/people/700000004/balance";
        client.get(balance);
        client.get(balance);
        assertThat(received("/api/v1/auth/telegram").body().path("initData").asString())
                .contains("%22language_code%22%3A%22ru%22");
        Answer changed = client.put("/sandbox/telegram/people/700000004", "{\"languageCode\":\"uk\"}");
        assertThat(changed.status()).isEqualTo(200);
        client.get(balance);
        assertThat(received("/api/v1/auth/telegram").body().path("initData").asString())
                .contains("%22language_code%22%3A%22uk%22");
    }

    @Test
    void saysPlainlyWhenTheGatewayDoesNotGrant() {
        answer = 503;
        Answer refused = client.post("/sandbox/people/700000003/grants", GRANT.formatted("5"));
        assertThat(refused.status()).isEqualTo(502);
        assertThat(refused.text("/detail")).contains("the gateway answered 503");
    }

    @Test
    void showsARefusalInTheWordsOfAtelier() {
        answer = 400;
        said = """
                {"title":"Some values are wrong","status":400,"detail":"Correct the listed values and try again.",
                 "errors":[{"field":"amount","message":"must be greater than 0"}],"traceId":"f00"}""";
        assertThat(refusal("/sandbox/people/700000003/grants", GRANT.formatted("-5")))
                .isEqualTo("Some values are wrong: amount must be greater than 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "null"})
    void givesNoPartOfAUnit(String amount) {
        assertThat(refusal("/sandbox/people/700000003/grants", GRANT.formatted(amount)))
                .isEqualTo("Units are given whole: type a number such as 5.");
        assertThat(RECEIVED).isEmpty();
    }

    @Test
    void refusesAMessageThatTelegramWouldNotTake() {
        assertThat(refusal("/sandbox/telegram/chats/700000001/messages", Map.of("text", "long ".repeat(1000))))
                .isEqualTo("A message has at most 4096 characters, as in Telegram.");
    }

    @Test
    void servesThePage() {
        Answer page = client.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(new String(page.body(), UTF_8)).contains("Atelier sandbox");
    }

    private String refusal(String path, Object body) {
        Answer refused = client.post(path, body);
        assertThat(refused.status()).isEqualTo(400);
        return refused.text("/detail");
    }

    private static boolean isOk(Answer answer) {
        return answer.json().path("ok").asBoolean();
    }

    private static int code(Answer answer) {
        return answer.json().path("code").asInt();
    }

    private static String textTask(String prompt) {
        return "{\"model\":\"nano-banana-2\",\"input\":{\"prompt\":\"%s\"}}".formatted(prompt);
    }

    private static String textTask(String prompt, String callBackUrl) {
        return "{\"model\":\"nano-banana-2\",\"callBackUrl\":\"%s\",\"input\":{\"prompt\":\"%s\"}}"
                .formatted(callBackUrl, prompt);
    }

    private static String callBackUrl(String name) {
        return "http://localhost:" + listener.port() + "/callback/" + name;
    }

    private static String resultUrl(JsonNode record) {
        return JSON.readTree(record.path("resultJson").asString())
                .at("/resultUrls/0")
                .asString();
    }

    private static boolean decodes(byte[] bytes) throws IOException {
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes)) != null;
        } catch (IIOException e) {
            return false;
        }
    }

    private void setWebhook() {
        client.post(
                BOT + "setWebhook",
                Map.of("url", "http://localhost:%d/hook".formatted(listener.port()), "secret_token", "s3cret"));
    }

    private void order(String plan) {
        assertThat(client.patch("/sandbox/faults", plan).status()).isEqualTo(200);
    }

    private void orderNext(String group, String fault) {
        assertThat(client.post("/sandbox/faults/" + group + "/next/" + fault).status())
                .isEqualTo(200);
    }

    private void write(String text) {
        client.post("/sandbox/telegram/chats/700000001/messages", Map.of("text", text));
    }

    private Answer createTask(String task) {
        return kie.post("/kie/api/v1/jobs/createTask", task);
    }

    private String create(String task) {
        return createTask(task).text("/data/taskId");
    }

    private JsonNode record(String taskId) {
        return kie.get(RECORD_INFO + "?taskId=" + taskId).json().path("data");
    }

    private JsonNode ended(String taskId) {
        Predicate<JsonNode> over = record ->
                List.of("success", "fail").contains(record.path("state").asString());
        return Mono.fromSupplier(() -> record(taskId))
                .subscribeOn(Schedulers.boundedElastic())
                .filter(over)
                .repeatWhenEmpty(times -> times.delayElements(Duration.ofMillis(50)))
                .blockOptional(LIMIT)
                .orElseThrow();
    }

    private long credits() {
        return kie.get("/kie/api/v1/chat/credit").json().path("data").asLong();
    }

    private JsonNode json(String path) {
        return client.get(path).json();
    }

    private byte[] bytes(String address) {
        return client.get(address).body();
    }

    private byte[] sample(String name) {
        return bytes("/sandbox/samples/" + name + ".jpg");
    }

    private String upload(String name, byte[] bytes) {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("file", bytes, MediaType.IMAGE_JPEG).filename(name + ".jpg");
        parts.part("uploadPath", "images");
        return kie.post("/kie-upload/api/file-stream-upload", parts).text("/data/downloadUrl");
    }

    /** The next call on this path; earlier calls on other paths are skipped. */
    private static Received received(String path) throws InterruptedException {
        Received received = next();
        while (!received.path().equals(path)) {
            received = next();
        }
        return received;
    }

    private static Received next() throws InterruptedException {
        Received received = RECEIVED.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(received).as("a call within %s", LIMIT).isNotNull();
        return received;
    }

    /** A call of the sandbox. */
    private record Received(String path, Map<String, String> headers, JsonNode body) {

        /** The text of an update's message. */
        String text() {
            return body.at("/message/text").asString();
        }

        String signature() {
            return headers.get("X-Webhook-Signature");
        }

        /** The signature that a callback of this task has if it is genuine. */
        String signatureOf(String taskId) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("hook-key".getBytes(UTF_8), "HmacSHA256"));
            String signed = taskId + "." + headers.get("X-Webhook-Timestamp");
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        }
    }
}
