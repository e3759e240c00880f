package studio.atelier.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(webEnvironment = WebEnvironment.DEFINED_PORT)
class SandboxTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String GRANT = "{\"unit\":\"CREDITS\",\"amount\":%s,\"reason\":\"test\"}";
    private static final String BOT = "/telegram/bot42:TEST/";
    private static final int PORT = freePort();
    private static final BlockingQueue<Received> RECEIVED = new LinkedBlockingQueue<>();
    private static final String LOGIN = "{\"accessToken\":\"token\",\"user\":{\"id\":\"user-1\"}}";
    private static volatile int answer = 200;
    private static volatile String said = "{}";
    private static DisposableServer listener;

    private WebTestClient client;

    record Received(String path, Map<String, String> headers, JsonNode body) {}

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
                            Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
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
        client = WebTestClient.bindToServer()
                .baseUrl("http://localhost:" + PORT)
                .responseTimeout(LIMIT)
                .build();
        client.post().uri("/sandbox/reset").exchange().expectStatus().isNoContent();
        order("{\"kie\":{\"latencyMinMs\":0,\"latencyMaxMs\":0,\"accountLimit\":false}}");
        post(BOT + "deleteWebhook", "{\"drop_pending_updates\":true}");
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
        assertThat(callback.body().path("data").path("taskId").asString()).isEqualTo(taskId);
        assertThat(callback.headers().get("X-Webhook-Signature"))
                .isEqualTo(hmac("hook-key", taskId + "." + callback.headers().get("X-Webhook-Timestamp")));
        JsonNode record = record(taskId);
        assertThat(record.path("state").asString()).isEqualTo("success");
        byte[] picture = get(resultUrl(record));
        assertThat(ImageIO.read(new ByteArrayInputStream(picture)).getHeight()).isEqualTo(1024);
        assertThat(credits()).isEqualTo(1_000_000 - 8);
        assertThat(task(taskId).path("downloads").asInt()).isEqualTo(1);
    }

    @Test
    void inBenchmarksATaskHasEndedWhenItIsAnswered() {
        order("{\"kie\":{\"drawing\":\"TINY\"}}");
        JsonNode record = record(create(textTask("a car")));
        assertThat(record.path("state").asString()).isEqualTo("success");
        assertThat(get(resultUrl(record))).hasSizeBetween(100, 4000);
    }

    @Test
    void aWrongKeyIsCode401InAnHttp200() {
        client.get()
                .uri("/kie/api/v1/chat/credit")
                .header("Authorization", "Bearer other")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(401);
    }

    @Test
    void unknownTasksModelsAndFieldsAreCode422() {
        assertThat(kieGet("/kie/api/v1/jobs/recordInfo?taskId=none").path("msg").asString())
                .isEqualTo("recordInfo is null");
        assertThat(kiePost("{\"model\":\"dall-e\",\"input\":{\"prompt\":\"x\"}}")
                        .path("code")
                        .asInt())
                .isEqualTo(422);
        assertThat(kieGet("/kie/api/v1/jobs/recordInfo").path("code").asInt()).isEqualTo(400);
    }

    @Test
    void theTwentyFirstTaskInTenSecondsIsRefusedAndNotBilled() {
        order("{\"kie\":{\"accountLimit\":true,\"drawing\":\"TINY\"}}");
        for (int i = 0; i < 20; i++) {
            create(textTask("a car"));
        }
        createExchange(textTask("a car")).expectStatus().isEqualTo(429);
        assertThat(credits()).isEqualTo(1_000_000 - 160);
    }

    @Test
    void anEmptyAccountIsCode402() {
        client.put()
                .uri("/sandbox/kie/credit")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"credits\":7}")
                .exchange()
                .expectStatus()
                .isOk();
        assertThat(kiePost(textTask("a car")).path("code").asInt()).isEqualTo(402);
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
        createExchange(textTask("a car"))
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo(code);
        create(textTask("a car"));
        JsonNode calls = sandbox("/sandbox/kie/calls");
        assertThat(calls.path("items")
                        .valueStream()
                        .map(call -> call.path("outcome").asString()))
                .containsExactly("200", fault);
    }

    @Test
    void createsTheTaskAndNeverSaysSo() {
        order("{\"kie\":{\"hangMs\":300,\"next\":{\"CREATED_BUT_TIMED_OUT\":1}}}");
        createExchange(textTask("a car")).expectStatus().isEqualTo(504);
        assertThat(sandbox("/sandbox/kie/tasks").path("items").size()).isEqualTo(1);
        assertThat(credits()).isLessThan(1_000_000);
    }

    @Test
    void breaksTheConnectionOnOrder() {
        orderNext("kie", "CREATE_RESETS");
        assertThatExceptionOfType(org.springframework.web.reactive.function.client.WebClientRequestException.class)
                .isThrownBy(() -> createExchange(textTask("a car")));
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
        byte[] bytes = get(resultUrl(ended(create(textTask("a car")))));
        boolean jpeg = bytes.length > 2 && (bytes[0] & 255) == 0xFF && decodes(bytes);
        assertThat(jpeg).isFalse();
    }

    @Test
    void breaksOffInTheMiddleOfAPicture() {
        orderNext("kie", "RESET_MID_BODY");
        String url = resultUrl(ended(create(textTask("a car"))));
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> get(url));
        assertThat(get(url)).isNotEmpty();
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
        assertThat(forged.headers().get("X-Webhook-Signature"))
                .isNotEqualTo(hmac("hook-key", taskId + "." + forged.headers().get("X-Webhook-Timestamp")));
        Received right = received("/callback/forged");
        assertThat(right.headers().get("X-Webhook-Signature"))
                .isEqualTo(hmac("hook-key", taskId + "." + right.headers().get("X-Webhook-Timestamp")));
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
    void hasTheShortCallbackBodyToo() throws Exception {
        order("{\"kie\":{\"callbackShape\":\"SHORT\"}}");
        String taskId = create(textTask("a car", callBackUrl("short")));
        assertThat(received("/callback/short")
                        .body()
                        .path("data")
                        .path("task_id")
                        .asString())
                .isEqualTo(taskId);
    }

    @Test
    void aPlanWithAnUnknownFieldIsRefusedAndChangesNothing() {
        client.patch()
                .uri("/sandbox/faults")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"kie\":{\"latency\":5}}")
                .exchange()
                .expectStatus()
                .isBadRequest();
        assertThat(sandbox("/sandbox/faults").path("kie").path("latencyMaxMs").asInt())
                .isZero();
    }

    @Test
    void aTemporaryAddressServesAResultAndForeignOnesAreRefused() {
        String url = resultUrl(ended(create(textTask("a car"))));
        JsonNode temporary = kiePost("/kie/api/v1/common/download-url", "{\"url\":\"" + url + "\"}");
        assertThat(get(temporary.path("data").asString())).isEqualTo(get(url));
        JsonNode foreign = kiePost("/kie/api/v1/common/download-url", "{\"url\":\"http://example.com/a.png\"}");
        assertThat(foreign.path("code").asInt()).isEqualTo(422);
    }

    @Test
    void takesUploadsAsBase64() {
        JsonNode uploaded = kiePost(
                "/kie-upload/api/file-base64-upload",
                "{\"base64Data\":\"data:image/png;base64,AAEC\",\"uploadPath\":\"images\",\"fileName\":\"a.png\"}");
        assertThat(uploaded.path("data").path("fileSize").asInt()).isEqualTo(3);
        assertThat(get(uploaded.path("data").path("downloadUrl").asString())).containsExactly(0, 1, 2);
    }

    @Test
    void theWebhookGetsUpdatesInOrderAgainAndAgainUntilItTakesThem() throws Exception {
        post(BOT + "setWebhook", """
                {"url":"http://localhost:%d/hook","secret_token":"s3cret"}""".formatted(listener.port()));
        answer = 500;
        write("first");
        write("second");
        assertThat(text(received("/hook"))).isEqualTo("first");
        assertThat(text(received("/hook"))).isEqualTo("first");
        answer = 200;
        String taken;
        do {
            taken = text(received("/hook"));
        } while (taken.equals("first"));
        assertThat(taken).isEqualTo("second");
        write("third");
        Received third = received("/hook");
        assertThat(text(third)).isEqualTo("third");
        assertThat(third.headers().get("X-Telegram-Bot-Api-Secret-Token")).isEqualTo("s3cret");
        assertThat(RECEIVED).isEmpty();
    }

    @Test
    void anUpdateIsForgedOnOrder() throws Exception {
        post(BOT + "setWebhook", """
                {"url":"http://localhost:%d/hook","secret_token":"s3cret"}""".formatted(listener.port()));
        orderNext("telegram", "UPDATE_FORGED");
        write("hello");
        assertThat(received("/hook").headers().get("X-Telegram-Bot-Api-Secret-Token"))
                .isNotEqualTo("s3cret");
        assertThat(received("/hook").headers().get("X-Telegram-Bot-Api-Secret-Token"))
                .isEqualTo("s3cret");
    }

    @Test
    void aTapOnAButtonIsAnUpdateTheBotAnswersOnce() {
        JsonNode sent = post(BOT + "sendMessage", """
                {"chat_id":700000001,"text":"Balance?","reply_markup":{"inline_keyboard":[[{"text":"Yes",
                 "callback_data":"yes"}]]}}""");
        long messageId = sent.path("result").path("message_id").asLong();
        post("/sandbox/telegram/chats/700000001/callbacks", "{\"messageId\":%d,\"data\":\"yes\"}".formatted(messageId));
        JsonNode update = post(BOT + "getUpdates", "{}").path("result").get(0);
        String id = update.path("callback_query").path("id").asString();
        String body = "{\"callback_query_id\":\"" + id + "\",\"text\":\"Ten\"}";
        assertThat(post(BOT + "answerCallbackQuery", body).path("ok").asBoolean())
                .isTrue();
        assertThat(post(BOT + "answerCallbackQuery", body).path("description").asString())
                .contains("query is too old");
        assertThat(sandbox("/sandbox/telegram/callback-queries/" + id)
                        .path("text")
                        .asString())
                .isEqualTo("Ten");
    }

    @Test
    void anEditThatChangesNothingIsRefusedInTelegramsWords() {
        JsonNode sent = post(BOT + "sendMessage", "{\"chat_id\":700000001,\"text\":\"10 %\"}");
        String edit = "{\"chat_id\":700000001,\"message_id\":%d,\"text\":\"%s\"}";
        long id = sent.path("result").path("message_id").asLong();
        assertThat(post(BOT + "editMessageText", edit.formatted(id, "20 %"))
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(post(BOT + "editMessageText", edit.formatted(id, "20 %"))
                        .path("description")
                        .asString())
                .startsWith("Bad Request: message is not modified");
    }

    @Test
    void aPhotoIsSentOnceAndAgainByItsId() {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("chat_id", "700000001");
        parts.part("photo", new ByteArrayResource(sample("hat")) {
            @Override
            public String getFilename() {
                return "hat.jpg";
            }
        });
        JsonNode sent = json(client.post()
                .uri(BOT + "sendPhoto")
                .bodyValue(parts.build())
                .exchange()
                .expectStatus()
                .isOk());
        String fileId = sent.path("result").path("photo").get(0).path("file_id").asString();
        post(BOT + "sendPhoto", "{\"chat_id\":700000002,\"photo\":\"" + fileId + "\"}");
        String path = post(BOT + "getFile", "{\"file_id\":\"" + fileId + "\"}")
                .path("result")
                .path("file_path")
                .asString();
        assertThat(get("http://localhost:" + PORT + "/telegram/file/bot42:TEST/" + path))
                .isEqualTo(sample("hat"));
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
        client.post()
                .uri(BOT + method)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.description")
                .isEqualTo(description);
    }

    @Test
    void aWrongTokenIsUnauthorized() {
        client.get().uri("/telegram/bot1:OTHER/getMe").exchange().expectStatus().isUnauthorized();
    }

    @Test
    void aPersonCanBlockTheBotAndTelegramCanSlowItDown() {
        order("{\"telegram\":{\"blockedBy\":[700000001],\"retryAfterSeconds\":3,\"next\":{\"TOO_MANY_REQUESTS\":1}}}");
        JsonNode slowed = post(BOT + "sendMessage", "{\"chat_id\":700000001,\"text\":\"x\"}");
        assertThat(slowed.path("parameters").path("retry_after").asInt()).isEqualTo(3);
        JsonNode blocked = post(BOT + "sendMessage", "{\"chat_id\":700000001,\"text\":\"x\"}");
        assertThat(blocked.path("error_code").asInt()).isEqualTo(403);
    }

    @Test
    void grantsThroughTheGatewayAsTheOperator() throws Exception {
        post("/sandbox/people/700000001/grants", "{\"unit\":\"CREDITS\",\"amount\":5,\"reason\":\"test\"}");
        received("/api/v1/billing/balance"); // opens the account of a new user before the grant
        Received grant = received("/api/v1/admin/billing/users/user-1/grants");
        assertThat(grant.headers().get("Authorization")).isEqualTo("Bearer token");
        assertThat(grant.headers().get("Idempotency-Key")).isNotBlank();
        assertThat(grant.body()).isEqualTo(JSON.readTree("{\"unit\":\"CREDITS\",\"amount\":5,\"reason\":\"test\"}"));
    }

    @Test
    void logsInAnewAfterAChangeOfLanguageSoThatAtelierLearnsIt() throws Exception {
        String balance = "/sandbox/people/700000004/balance";
        sandbox(balance);
        sandbox(balance);
        assertThat(received("/api/v1/auth/telegram").body().path("initData").asString())
                .contains("%22language_code%22%3A%22ru%22");
        client.put()
                .uri("/sandbox/telegram/people/700000004")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"languageCode\":\"uk\"}")
                .exchange()
                .expectStatus()
                .isOk();
        sandbox(balance);
        assertThat(received("/api/v1/auth/telegram").body().path("initData").asString())
                .contains("%22language_code%22%3A%22uk%22");
    }

    @Test
    void saysPlainlyWhenTheGatewayDoesNotGrant() {
        answer = 503;
        client.post()
                .uri("/sandbox/people/700000003/grants")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"unit\":\"CREDITS\",\"amount\":5,\"reason\":\"test\"}")
                .exchange()
                .expectStatus()
                .isEqualTo(502)
                .expectBody()
                .jsonPath("$.detail")
                .value(detail -> assertThat(String.valueOf(detail)).contains("the gateway answered 503"));
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
        assertThat(refusal(
                        "/sandbox/telegram/chats/700000001/messages",
                        "{\"text\":\"%s\"}".formatted("long ".repeat(1000))))
                .isEqualTo("A message has at most 4096 characters, as in Telegram.");
    }

    @Test
    void servesThePage() {
        client.get()
                .uri("/")
                .accept(MediaType.TEXT_HTML)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .value(page -> assertThat(page).contains("Atelier sandbox"));
    }

    private String refusal(String path, String body) {
        return json(client.post()
                        .uri(path)
                        .contentType(MediaType.APPLICATION_JSON)
                        .bodyValue(body)
                        .exchange()
                        .expectStatus()
                        .isBadRequest())
                .path("detail")
                .asString();
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
                .path("resultUrls")
                .get(0)
                .asString();
    }

    private static String text(Received update) {
        return update.body().path("message").path("text").asString();
    }

    private static boolean decodes(byte[] bytes) throws IOException {
        try {
            return ImageIO.read(new ByteArrayInputStream(bytes)) != null;
        } catch (javax.imageio.IIOException e) {
            return false;
        }
    }

    private static String hmac(String key, String message) throws Exception {
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
        return java.util.Base64.getEncoder().encodeToString(mac.doFinal(message.getBytes(UTF_8)));
    }

    private void order(String plan) {
        client.patch()
                .uri("/sandbox/faults")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(plan)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private void orderNext(String group, String fault) {
        client.post()
                .uri("/sandbox/faults/{group}/next/{fault}", group, fault)
                .exchange()
                .expectStatus()
                .isOk();
    }

    private void write(String text) {
        post("/sandbox/telegram/chats/700000001/messages", "{\"text\":\"" + text + "\"}");
    }

    private String create(String task) {
        return kiePost(task).path("data").path("taskId").asString();
    }

    private JsonNode kiePost(String task) {
        return kiePost("/kie/api/v1/jobs/createTask", task);
    }

    private JsonNode kiePost(String path, String body) {
        return json(client.post()
                .uri(path)
                .header("Authorization", "Bearer kie-key")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange());
    }

    private WebTestClient.ResponseSpec createExchange(String task) {
        return client.post()
                .uri("/kie/api/v1/jobs/createTask")
                .header("Authorization", "Bearer kie-key")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(task)
                .exchange();
    }

    private JsonNode kieGet(String path) {
        return json(
                client.get().uri(path).header("Authorization", "Bearer kie-key").exchange());
    }

    private JsonNode record(String taskId) {
        return kieGet("/kie/api/v1/jobs/recordInfo?taskId=" + taskId).path("data");
    }

    private JsonNode ended(String taskId) {
        Predicate<JsonNode> over = record ->
                List.of("success", "fail").contains(record.path("state").asString());
        return Mono.fromSupplier(() -> record(taskId))
                .subscribeOn(reactor.core.scheduler.Schedulers.boundedElastic())
                .filter(over)
                .repeatWhenEmpty(times -> times.delayElements(Duration.ofMillis(50)))
                .blockOptional(LIMIT)
                .orElseThrow();
    }

    private long credits() {
        return kieGet("/kie/api/v1/chat/credit").path("data").asLong();
    }

    private JsonNode task(String taskId) {
        return sandbox("/sandbox/kie/tasks/" + taskId);
    }

    private JsonNode sandbox(String path) {
        return json(client.get().uri(path).exchange());
    }

    private JsonNode post(String path, String body) {
        return json(client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange());
    }

    private static JsonNode json(WebTestClient.ResponseSpec answered) {
        byte[] body = answered.expectBody().returnResult().getResponseBody();
        return JSON.readTree(body == null ? new byte[] {'{', '}'} : body);
    }

    private byte[] get(String url) {
        byte[] body = client.get()
                .uri(java.net.URI.create(url))
                .exchange()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return body == null ? new byte[0] : body;
    }

    private byte[] sample(String name) {
        return get("http://localhost:" + PORT + "/sandbox/samples/" + name + ".jpg");
    }

    private String upload(String name, byte[] bytes) {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("file", bytes, MediaType.IMAGE_JPEG).filename(name + ".jpg");
        parts.part("uploadPath", "images");
        return json(client.post()
                        .uri("/kie-upload/api/file-stream-upload")
                        .header("Authorization", "Bearer kie-key")
                        .bodyValue(parts.build())
                        .exchange())
                .path("data")
                .path("downloadUrl")
                .asString();
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

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
