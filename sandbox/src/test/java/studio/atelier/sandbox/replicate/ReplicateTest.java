package studio.atelier.sandbox.replicate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import studio.atelier.sandbox.SandboxClient;
import studio.atelier.sandbox.SandboxClient.Answer;
import studio.atelier.sandbox.provider.ProviderTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplicateTest extends ProviderTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final String API = "/replicate/v1";
    private static final String FLUX = API + "/models/black-forest-labs/flux-schnell";
    private static final String RESTYLE = API + "/models/acme/restyle";
    private static final String CAR = "{\"input\":{\"prompt\":\"a car\",\"seed\":7}}";
    private static final BlockingQueue<WebhookCall> RECEIVED = new LinkedBlockingQueue<>();
    private static volatile int answer = 200;
    private static DisposableServer listener;

    private SandboxClient replicate;

    @BeforeAll
    static void listen() {
        listener = HttpServer.create()
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString()
                        .flatMap(body -> {
                            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                            request.requestHeaders().forEach(header -> headers.put(header.getKey(), header.getValue()));
                            int status = answer; // before the test that waits for the call changes it
                            RECEIVED.add(new WebhookCall(headers, body));
                            return response.status(status).send().then();
                        }))
                .bindNow();
    }

    @AfterAll
    static void close() {
        listener.disposeNow();
    }

    @BeforeEach
    void forget() {
        replicate = client.withBearer(KEY);
        answer = 200;
        RECEIVED.clear();
    }

    @Test
    void startsAPredictionAndShowsItUntilItHasSucceeded() {
        plan("replicate", "{\"latencyMinMs\":500,\"latencyMaxMs\":500}");
        Answer created = replicate.post(API + "/predictions", """
                {"version":"black-forest-labs/flux-schnell",
                 "input":{"prompt":"a car","seed":7,"aspect_ratio":"16:9","num_outputs":2}}""");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("/status")).isEqualTo("starting");
        assertThat(created.json().path("output").isNull()).isTrue();
        assertThat(created.text("/urls/get")).endsWith(API + "/predictions/" + created.text("/id"));
        JsonNode ended = ended(created);
        assertThat(ended.path("status").asString()).isEqualTo("succeeded");
        assertThat(ended.path("output")).hasSize(2);
        assertThat(ended.at("/metrics/predict_time").asDouble()).isPositive();
        assertThat(ended.path("data_removed").asBoolean(true)).isFalse();
        Answer picture = client.get(ended.at("/output/0").asString());
        assertThat(picture.headers().getContentType()).isEqualTo(MediaType.IMAGE_JPEG);
        assertThat(sizeOf(picture.body())).isEqualTo("1024x576");
        assertThat(client.get("/sandbox/replicate/predictions/" + created.text("/id"))
                        .json()
                        .path("downloads")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void waitsForTheEndIfThatIsPreferred() {
        Answer complete = replicate.withHeader("Prefer", "wait").post(FLUX + "/predictions", CAR);
        assertThat(complete.status()).isEqualTo(201);
        assertThat(complete.text("/status")).isEqualTo("succeeded");
        plan("replicate", "{\"latencyMinMs\":8000,\"latencyMaxMs\":8000}");
        Answer still = replicate.withHeader("Prefer", "wait=1").post(FLUX + "/predictions", CAR);
        assertThat(still.status()).isEqualTo(202);
        assertThat(still.text("/status")).isEqualTo("starting");
        assertThat(still.json().path("output").isNull()).isTrue();
        assertThat(replicate
                        .withHeader("Prefer", "wait=61")
                        .post(FLUX + "/predictions", CAR)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void restylesAnUploadedPhoto() {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("content", sample("anna"), MediaType.IMAGE_JPEG).filename("anna.jpg");
        Answer uploaded = replicate.post(API + "/files", parts);
        assertThat(uploaded.status()).isEqualTo(201);
        assertThat(uploaded.text("/name")).isEqualTo("anna.jpg");
        assertThat(replicate.get(uploaded.text("/urls/get")).text("/content_type"))
                .isEqualTo("image/jpeg");
        Answer result = restyle(uploaded.text("/urls/get"));
        assertThat(result.text("/status")).isEqualTo("succeeded");
        assertThat(result.json().path("output").isString()).isTrue();
        Answer same = restyle("http://localhost:" + PORT + "/sandbox/samples/anna.jpg");
        assertThat(client.get(same.text("/output")).body())
                .isEqualTo(client.get(result.text("/output")).body());
    }

    @Test
    void anInputThatIsNoPictureFailsThePrediction() {
        assertThat(restyle("data:image/png;base64,AAEC").text("/status")).isEqualTo("failed");
        Answer unreachable = restyle("http://localhost:" + PORT + "/sandbox/samples/nobody.jpg");
        assertThat(unreachable.text("/error")).contains("could not be fetched");
    }

    @Test
    void describesTheInputsOfAModel() {
        JsonNode schemas = replicate.get(FLUX).json().at("/latest_version/openapi_schema/components/schemas");
        JsonNode properties = schemas.at("/Input/properties");
        assertThat(properties.at("/prompt/x-order").asInt(-1)).isZero();
        assertThat(properties.at("/num_outputs/default").asInt()).isEqualTo(1);
        assertThat(properties.at("/num_outputs/maximum").asInt()).isEqualTo(4);
        String reference = properties.at("/aspect_ratio/allOf/0/$ref").asString();
        assertThat(reference).isEqualTo("#/components/schemas/aspect_ratio");
        assertThat(schemas.at("/aspect_ratio/enum"))
                .extracting(JsonNode::asString)
                .contains("16:9");
        String version = replicate.get(RESTYLE).text("/latest_version/id");
        assertThat(version).matches("[0-9a-f]{64}");
        assertThat(replicate.get(RESTYLE + "/versions/" + version).text("/id")).isEqualTo(version);
        assertThat(replicate.get(API + "/models/acme/nothing").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"version\":\"acme/nothing\",\"input\":{\"prompt\":\"x\"}}|Invalid version or not permitted",
                "{\"version\":\"acme/restyle\",\"input\":{\"prompt\":\"x\"}}|Input validation failed",
                "{\"version\":\"black-forest-labs/flux-schnell\",\"input\":{\"prompt\":\"x\",\"steps\":1}}"
                        + "|Input validation failed",
                "{\"version\":\"black-forest-labs/flux-schnell\",\"input\":{\"prompt\":\"x\",\"num_outputs\":5}}"
                        + "|Input validation failed",
                "{\"version\":\"black-forest-labs/flux-schnell\",\"input\":{\"prompt\":\"x\",\"aspect_ratio\":\"1:7\"}}"
                        + "|Input validation failed",
                "{\"version\":\"black-forest-labs/flux-schnell\",\"input\":{\"prompt\":\"x\"},"
                        + "\"webhook_events_filter\":[\"end\"]}|Request validation failed",
                "{\"version\":\"black-forest-labs/flux-schnell\"}|Request validation failed",
            })
    void refusesWhatItDoesNotTakeWith422(String body, String title) {
        Answer refused = replicate.post(API + "/predictions", body);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("status").asInt()).isEqualTo(422);
        assertThat(refused.text("/title")).isEqualTo(title);
        assertThat(refused.text("/detail")).isNotBlank();
    }

    @Test
    void refusesADataAddressAbove256KilobytesAndTakesASmallOne() {
        String small = "data:image/jpeg;base64," + base64(sample("glasses"));
        assertThat(small).hasSizeLessThan(256 * 1024);
        assertThat(restyle(small).text("/status")).isEqualTo("succeeded");
        assertThat(restyle("data:image/png;base64," + "A".repeat(256 * 1024)).status())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHORIZED, 401",
        "NO_CREDIT, 402",
        "TOO_MANY_REQUESTS, 429",
        "SERVER_ERROR, 500",
    })
    void refusesOnOrderOnce(String fault, int status) {
        orderNext("replicate", fault);
        Answer refused = replicate.post(FLUX + "/predictions", CAR);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.text("/detail")).isNotBlank();
        assertThat(client.get("/sandbox/replicate/predictions").json().path("items"))
                .isEmpty();
        assertThat(replicate.post(FLUX + "/predictions", CAR).status()).isEqualTo(201);
        assertThat(outcomes("replicate")).containsExactly("201", fault);
    }

    @Test
    void aCallThatTimesOutHasCreatedThePrediction() {
        plan("replicate", "{\"hangMs\":50,\"next\":{\"DONE_BUT_TIMED_OUT\":1}}");
        assertThat(replicate.post(FLUX + "/predictions", CAR).status()).isEqualTo(504);
        assertThat(client.get("/sandbox/replicate/predictions").json().path("items"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_FAILS, failed, CUDA error",
        "NSFW_FAILS, failed, NSFW content detected",
        "TASK_ABORTED, aborted, ''",
    })
    void endsOtherwiseOnOrder(String fault, String status, String error) {
        orderNext("replicate", fault);
        Answer ended = run(CAR);
        assertThat(ended.text("/status")).isEqualTo(status);
        assertThat(ended.json().path("error").asString("")).startsWith(error);
        assertThat(ended.json().path("output").isNull()).isTrue();
        assertThat(run(CAR).text("/status")).isEqualTo("succeeded");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OUTPUT_STRING|\"http://",
                "OUTPUT_LIST|[\"http://",
                "OUTPUT_DATA_URI|[\"data:application/octet-stream;base64,",
                "OUTPUT_LOCAL_PATH|[\"/tmp/",
                "OUTPUT_NULL|null",
                "EMPTY_RESULT|[]",
            },
            quoteCharacter = '`')
    void givesTheOutputInAnotherShapeOnOrder(String fault, String start) {
        plan("replicate", "{\"drawing\":\"TINY\"}");
        orderNext("replicate", fault);
        Answer ended = run(CAR);
        assertThat(ended.text("/status")).isEqualTo("succeeded");
        assertThat(ended.json().path("output").toString()).startsWith(start);
    }

    @ParameterizedTest
    @CsvSource({
        "MISSING_PICTURE, 404, none",
        "UNDECODABLE_PICTURE, 200, none",
        "WRONG_FORMAT, 200, 1x1",
        "WRONG_MIME, 200, 1024x1024",
    })
    void theResultFileIsNoPictureOnOrder(String fault, int status, String size) {
        orderNext("replicate", fault);
        Answer file = client.get(run(CAR).text("/output/0"));
        assertThat(file.status()).isEqualTo(status);
        assertThat(sizeOf(file.body())).isEqualTo(size);
        if (fault.equals("WRONG_MIME")) {
            assertThat(file.headers().getContentType()).isEqualTo(MediaType.TEXT_HTML);
        }
    }

    @Test
    void aCancelledPredictionStaysCanceled() throws Exception {
        plan("replicate", "{\"latencyMinMs\":600,\"latencyMaxMs\":600,\"drawing\":\"TINY\"}");
        Answer created = createWithWebhook("[\"completed\"]");
        Answer canceled = replicate.post(API + "/predictions/" + created.text("/id") + "/cancel");
        assertThat(canceled.status()).isEqualTo(200);
        assertThat(canceled.text("/status")).isEqualTo("canceled");
        assertThat(next().json().path("status").asString()).isEqualTo("canceled");
        assertThat(RECEIVED.poll(1, TimeUnit.SECONDS)).isNull();
        assertThat(read(created).path("status").asString()).isEqualTo("canceled");
    }

    @Test
    void aPredictionThatNeverFinishesKeepsProcessing() {
        orderNext("replicate", "NEVER_FINISHES");
        Answer created = replicate.withHeader("Prefer", "wait=1").post(FLUX + "/predictions", CAR);
        assertThat(created.status()).isEqualTo(202);
        assertThat(read(created).path("status").asString()).isEqualTo("processing");
    }

    @Test
    void callsTheWebhookSignedForEachEvent() throws Exception {
        createWithWebhook(null);
        String secret = replicate.get(API + "/webhooks/default/secret").text("/key");
        Map<String, WebhookCall> byStatusAndOutput = new TreeMap<>();
        for (int i = 0; i < 4; i++) {
            WebhookCall call = next();
            assertThat(call.headers().get("webhook-signature")).isEqualTo(call.signatureWith(secret));
            byStatusAndOutput.put(call.headers().get("webhook-id"), call);
        }
        assertThat(byStatusAndOutput).hasSize(4);
        assertThat(byStatusAndOutput.values())
                .extracting(call -> call.json().path("status").asString())
                .containsExactlyInAnyOrder("processing", "processing", "succeeded", "succeeded");
    }

    @Test
    void callsTheWebhookForTheEventsOfTheFilterOnly() throws Exception {
        Answer created = createWithWebhook("[\"completed\"]");
        WebhookCall call = next();
        assertThat(call.json().path("id")).isEqualTo(created.json().path("id"));
        assertThat(call.json().path("status").asString()).isEqualTo("succeeded");
        assertThat(call.json().path("output")).hasSize(1);
        assertThat(RECEIVED.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void repeatsACallThatWasNotTakenWithTheSameId() throws Exception {
        answer = 500;
        createWithWebhook("[\"completed\"]");
        WebhookCall first = next();
        answer = 200;
        assertThat(next().headers().get("webhook-id")).isEqualTo(first.headers().get("webhook-id"));
    }

    @Test
    void repeatsACallOnOrder() throws Exception {
        orderNext("replicate", "CALLBACK_TWICE");
        createWithWebhook("[\"completed\"]");
        assertThat(next().headers().get("webhook-id"))
                .isEqualTo(next().headers().get("webhook-id"));
    }

    @Test
    void sendsAForgeryBeforeTheRightCallOnOrder() throws Exception {
        plan("replicate", "{\"next\":{\"CALLBACK_FORGED\":1,\"TASK_FAILS\":1}}");
        createWithWebhook("[\"completed\"]");
        String secret = replicate.get(API + "/webhooks/default/secret").text("/key");
        WebhookCall forged = next();
        assertThat(forged.json().path("status").asString()).isEqualTo("succeeded");
        assertThat(forged.headers().get("webhook-signature")).isNotEqualTo(forged.signatureWith(secret));
        WebhookCall right = next();
        assertThat(right.json().path("status").asString()).isEqualTo("failed");
        assertThat(right.headers().get("webhook-signature")).isEqualTo(right.signatureWith(secret));
    }

    @Test
    void losesACallOnOrder() throws Exception {
        orderNext("replicate", "CALLBACK_LOST");
        Answer lost = createWithWebhook("[\"completed\"]");
        ended(lost);
        Answer told = createWithWebhook("[\"completed\"]");
        assertThat(next().json().path("id")).isEqualTo(told.json().path("id"));
        assertThat(client.get("/sandbox/replicate/predictions?webhook=hook")
                        .json()
                        .at("/items/1/webhookCalls"))
                .isEmpty();
    }

    @Test
    void readingFailsOnOrder() {
        Answer created = run(CAR);
        plan("replicate", "{\"hangMs\":50,\"next\":{\"POLL_SERVER_ERROR\":1}}");
        String path = API + "/predictions/" + created.text("/id");
        assertThat(replicate.get(path).status()).isEqualTo(500);
        orderNext("replicate", "POLL_HANGS");
        assertThat(replicate.get(path).status()).isEqualTo(504);
        assertThat(replicate.get(path).status()).isEqualTo(200);
        assertThat(replicate.get(API + "/predictions/none").status()).isEqualTo(404);
    }

    @Test
    void removesTheDataOfAPrediction() {
        Answer created = run(CAR);
        client.post("/sandbox/replicate/predictions/" + created.text("/id") + "/data-removal");
        JsonNode removed = read(created);
        assertThat(removed.path("data_removed").asBoolean()).isTrue();
        assertThat(removed.path("status").asString()).isEqualTo("succeeded");
        assertThat(removed.path("output").isNull()).isTrue();
        assertThat(removed.path("input")).isEmpty();
        assertThat(client.get(created.text("/output/0")).status()).isEqualTo(404);
    }

    @Test
    void aWrongKeyIsRefused() {
        Answer refused = client.withBearer("wrong").get(FLUX);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text("/title")).isEqualTo("Unauthenticated");
    }

    private Answer restyle(String image) {
        return replicate
                .withHeader("Prefer", "wait")
                .post(
                        RESTYLE + "/predictions",
                        Map.of("input", Map.of("image", image, "prompt", "as a sketch", "seed", 3)));
    }

    private Answer run(String body) {
        return replicate.withHeader("Prefer", "wait=10").post(FLUX + "/predictions", body);
    }

    private Answer createWithWebhook(String events) {
        String filter = events == null ? "" : ",\"webhook_events_filter\":" + events;
        return replicate.post(
                FLUX + "/predictions",
                "{\"input\":{\"prompt\":\"a car\"},\"webhook\":\"http://localhost:%d/hook\"%s}"
                        .formatted(listener.port(), filter));
    }

    private JsonNode read(Answer created) {
        return replicate.get(API + "/predictions/" + created.text("/id")).json();
    }

    private JsonNode ended(Answer created) {
        return Mono.fromSupplier(() -> read(created))
                .subscribeOn(Schedulers.boundedElastic())
                .filter(prediction -> !prediction.path("completed_at").isNull())
                .repeatWhenEmpty(times -> times.delayElements(Duration.ofMillis(50)))
                .blockOptional(LIMIT)
                .orElseThrow();
    }

    private static WebhookCall next() throws InterruptedException {
        WebhookCall received = RECEIVED.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(received).as("a call within %s", LIMIT).isNotNull();
        return received;
    }

    /** A call of the webhook. */
    private record WebhookCall(Map<String, String> headers, String body) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        /** The signature that this call has if it is genuine. */
        String signatureWith(String secret) throws Exception {
            byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String signed = headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "." + body;
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        }
    }
}
