package studio.atelier.generation.provider.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static studio.atelier.generation.provider.ProviderRequestFixtures.LIMIT;
import static studio.atelier.generation.provider.ProviderRequestFixtures.PNG;
import static studio.atelier.generation.provider.ProviderRequestFixtures.PNG_BASE64;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectFailure;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectReadOffEventLoop;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import studio.atelier.generation.provider.ImageProvider.ImageRequestAnswer;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;
import studio.atelier.generation.provider.ImageProvider.PreparedJobInput;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;
import studio.atelier.generation.provider.ImageProvider.ProviderTaskStatus;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderStub;
import studio.atelier.generation.provider.ProviderStub.ReceivedRequest;
import studio.atelier.generation.provider.ProviderStub.StubAnswer;
import studio.atelier.generation.provider.SafeFetchFixtures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplicateImageProviderTest {

    private static final String STARTING = "{\"id\":\"gm3x\",\"output\":null,\"error\":null,\"status\":\"starting\"}";

    private final ProviderStub stub = ProviderStub.start();

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void sendsParametersUnderTheNamesOfTheModel() {
        stub.answerWith(StubAnswer.json(201, STARTING));
        ProviderImageRequest request = request(
                "acme/paint",
                List.of(),
                Map.of("steps", 4, "seed", 42, "resolution", "1K", "aspect_ratio", "3:4", "go_fast", true));

        assertThat(requestedTask(request)).isEqualTo("gm3x");

        assertThat(stub.onlyRequest().method()).isEqualTo("POST");
        assertThat(stub.onlyRequest().uri()).hasToString("/v1/predictions");
        assertThat(stub.onlyRequest().header("Authorization")).isEqualTo("Bearer a-token");
        assertThat(stub.onlyRequest().header("Prefer"))
                .as("a waiting create would tell the id late")
                .isEmpty();
        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent.path("version").asString()).isEqualTo("acme/paint");
        assertThat(sent.path("input"))
                .isEqualTo(JsonMapper.builder()
                        .build()
                        .readTree("{\"prompt\":\"a red kite\",\"output_format\":\"png\",\"num_inference_steps\":4,"
                                + "\"seed\":42,\"aspect_ratio\":\"3:4\",\"go_fast\":true}"));
        assertThat(sent.path("webhook").asString())
                .startsWith("https://studio.example/webhooks/replicate?attempt=" + request.attemptId() + ".");
        assertThat(sent.path("webhook_events_filter").toString()).isEqualTo("[\"completed\"]");
    }

    @Test
    void asksForNoWebhookWithoutASecret() {
        stub.answerWith(StubAnswer.json(201, STARTING));

        replicate(ReplicateFixtures.properties(stub.uri(), ""))
                .requestImage(request("acme/other", List.of(), Map.of("aspect_ratio", "auto")))
                .block(LIMIT);

        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent.has("webhook")).isFalse();
        assertThat(sent.path("input").toString()).isEqualTo("{\"prompt\":\"a red kite\"}");
    }

    @Test
    void putsInputsIntoTheFieldOfTheModel() {
        stub.answerWith(StubAnswer.json(201, STARTING), StubAnswer.json(201, STARTING));

        requestedTask(request("acme/one-picture", List.of("https://files.example/a"), Map.of()));
        requestedTask(
                request("acme/pictures", List.of("https://files.example/a", "https://files.example/b"), Map.of()));

        assertThat(stub.requests.get(0).json().path("input").path("image").asString())
                .isEqualTo("https://files.example/a");
        assertThat(stub.requests.get(1).json().path("input").path("images").toString())
                .isEqualTo("[\"https://files.example/a\",\"https://files.example/b\"]");
    }

    @Test
    void refusesPicturesThatTheModelCannotTake() {
        List<String> two = List.of("https://files.example/a", "https://files.example/b");

        expectFailure(
                replicate().requestImage(request("acme/one-picture", two, Map.of())),
                "Refused",
                "replicate_too_many_images");
        expectFailure(
                replicate().requestImage(request("acme/other", two, Map.of())), "Refused", "replicate_too_many_images");

        assertThat(stub.requests).isEmpty();
    }

    /** Also of a create that waited for the image, and of one whose prediction has already failed. */
    @ParameterizedTest
    @CsvSource({
        "200, starting",
        "201, starting",
        "202, processing",
        "201, succeeded",
        "201, failed",
        "200, canceled",
        "201, some-new-status"
    })
    void acceptsEveryPredictionWhateverItsStatus(int status, String prediction) {
        stub.answerWith(StubAnswer.json(
                status, "{\"id\":\"gm3x\",\"output\":null,\"error\":null,\"status\":\"" + prediction + "\"}"));

        assertThat(requestedTask(request("acme/paint", List.of(), Map.of()))).isEqualTo("gm3x");
    }

    @Test
    void readsTheIdFromTheAddressIfItIsNull() {
        stub.answerWith(StubAnswer.json(
                201,
                "{\"id\":null,\"status\":\"starting\","
                        + "\"urls\":{\"get\":\"https://api.replicate.com/v1/predictions/gm3x\"}}"));

        assertThat(requestedTask(request("acme/paint", List.of(), Map.of()))).isEqualTo("gm3x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":null}", "{\"id\":\"../files\"}", "oops"})
    void waitsForTheWebhookToNameAPredictionWithoutAnId(String body) {
        stub.answerWith(StubAnswer.json(201, body));

        expectFailure(
                replicate().requestImage(request("acme/paint", List.of(), Map.of())),
                "Unanswered",
                "replicate_no_task_id");
    }

    @ParameterizedTest
    @CsvSource({
        "400, Refused",
        "401, AccountTrouble",
        "402, OutOfCredit",
        "403, AccountTrouble",
        "404, Refused",
        "422, Refused",
        "429, Busy",
        "500, Unanswered",
        "502, Unanswered",
        "503, Unanswered",
        "504, Unanswered"
    })
    void mapsErrorsOfACreateToTheWaysToContinue(int status, String expected) {
        stub.answerWith(StubAnswer.json(status, "{\"title\":\"no\",\"detail\":\"no\",\"status\":" + status + "}"));

        expectFailure(replicate().requestImage(request("acme/paint", List.of(), Map.of())), expected);

        assertThat(stub.requests).as("a paid call is never repeated inside").hasSize(1);
    }

    @Test
    void knowsThatACreateWithoutAnAnswerMayHaveBeenTaken() {
        stub.answerWith(StubAnswer.reset(), StubAnswer.json(201, STARTING).cutOff(), StubAnswer.never());

        for (int i = 0; i < 3; i++) {
            expectFailure(replicate().requestImage(request("acme/paint", List.of(), Map.of())), "Unanswered");
        }
        assertThat(stub.requests).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"starting", "processing", "queued"})
    void keepsPollingWhileThePredictionRuns(String status) {
        stub.answerWith(StubAnswer.json(200, "{\"id\":\"gm3x\",\"status\":\"" + status + "\",\"output\":null}"));

        assertThat(lookedAt()).isEqualTo(new ProviderTaskStatus.RunningProviderTask(null));
        assertThat(stub.onlyRequest().uri()).hasToString("/v1/predictions/gm3x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"https://r.example/a.png\" | https://r.example/a.png",
                "[\"https://r.example/a.png\",\"https://r.example/b.png\"] | https://r.example/a.png",
                "[null,\"/tmp/a.png\",\"https://r.example/b.png\"] | https://r.example/b.png",
                "[\"a text\",\"https://r.example/b.png\"] | https://r.example/b.png",
                "{\"mask\":null,\"image\":\"https://r.example/a.png\"} | https://r.example/a.png",
                "{\"images\":[{\"url\":\"https://r.example/a.png\"}]} | https://r.example/a.png",
                "\"data:application/octet-stream;base64,AQID\" | data:application/octet-stream;base64,AQID"
            })
    void readsTheFirstPictureOfAnyOutput(String output, String url) {
        stub.answerWith(succeeded(output));

        assertThat(lookedAt()).isEqualTo(new ProviderTaskStatus.SucceededProviderTask(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "[]",
                "{}",
                "42",
                "\"/tmp/a.png\"",
                "\"file:///etc/passwd\"",
                "\"a picture of a kite\"",
                "[[[[[[[[[[\"https://r.example/deep.png\"]]]]]]]]]]"
            })
    void failsASuccessWithoutAPicture(String output) {
        stub.answerWith(succeeded(output));

        assertThat(failureOf(lookedAt())).isEqualTo("Unusable replicate_no_picture");
    }

    @Test
    void tellsOutputThatHasBeenDeleted() {
        stub.answerWith(StubAnswer.json(
                200, "{\"id\":\"gm3x\",\"status\":\"succeeded\",\"output\":null,\"data_removed\":true}"));

        assertThat(failureOf(lookedAt())).isEqualTo("Unusable replicate_output_removed");
    }

    @ParameterizedTest
    @CsvSource({
        "failed, 'CUDA error', NotMade replicate_failed",
        "failed, , NotMade replicate_failed",
        "failed, 'NSFW content detected. Try running it again.', ImageWithheld replicate_image_withheld",
        "failed, 'flagged as sensitive (E005)', ImageWithheld replicate_image_withheld",
        "canceled, , NotMade replicate_canceled",
        "aborted, , NotMade replicate_canceled"
    })
    void stopsAtEveryTerminalStatus(String status, String error, String expected) {
        stub.answerWith(StubAnswer.json(
                200,
                "{\"id\":\"gm3x\",\"status\":\"%s\",\"output\":null,\"error\":%s}"
                        .formatted(status, error == null ? "null" : "\"" + error + "\"")));

        assertThat(failureOf(lookedAt())).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"canceled, true", "processing, true", "aborted, true", "succeeded, false"})
    void cancelsAPredictionUnlessItHasSucceededBefore(String status, boolean cancelled) {
        stub.answerWith(StubAnswer.json(200, "{\"id\":\"gm3x\",\"status\":\"" + status + "\"}"));

        assertThat(replicate().cancelWork(UUID.randomUUID(), "gm3x").block(LIMIT))
                .isEqualTo(cancelled);

        assertThat(stub.onlyRequest().method()).isEqualTo("POST");
        assertThat(stub.onlyRequest().uri()).hasToString("/v1/predictions/gm3x/cancel");
        assertThat(stub.onlyRequest().header("Authorization")).isEqualTo("Bearer a-token");
    }

    @Test
    void cancelsNothingWhoseIdIsNotKnown() {
        assertThat(replicate().cancelWork(UUID.randomUUID(), null).block(LIMIT)).isFalse();
        assertThat(stub.requests).isEmpty();
    }

    @Test
    void saysWhenAPredictionCannotBeCancelled() {
        stub.answerWith(StubAnswer.json(404, "{\"detail\":\"not found\"}"));

        expectFailure(replicate().cancelWork(UUID.randomUUID(), "gm3x"), "Refused", "replicate_404");
    }

    @Test
    void readsPredictionsAndTheirEmbeddedPicturesOffTheEventLoop() {
        stub.answerWith(StubAnswer.json(200, STARTING));

        expectReadOffEventLoop(replicate().findTaskStatus("gm3x"));
        expectReadOffEventLoop(replicate().fetchImage("data:image/png;base64," + PNG_BASE64));
    }

    @Test
    void looksAgainWhenALookFails() {
        stub.answerWith(StubAnswer.json(502, "oops"), StubAnswer.json(429, "{}"), succeeded("\"https://r.example/a\""));

        assertThat(lookedAt()).isEqualTo(new ProviderTaskStatus.SucceededProviderTask("https://r.example/a"));
        assertThat(stub.requests).hasSize(3);
    }

    @Test
    void doesNotLookAgainForAPredictionThatIsNotThere() {
        stub.answerWith(StubAnswer.json(404, "{}"));

        expectFailure(replicate().findTaskStatus("gm3x"), "Refused");

        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void cannotBeLedToAnotherAddressByATaskId() {
        stub.answerWith(StubAnswer.json(404, "{}"));

        expectFailure(replicate().findTaskStatus("../files?x=1"), "Refused");

        assertThat(stub.onlyRequest().uri()).hasToString("/v1/predictions/..%2Ffiles%3Fx%3D1");
    }

    @Test
    void sendsSmallInputsWithinTheRequest() {
        InputPictureFile small = new InputPictureFile(PNG, "image/png");

        List<PreparedJobInput> prepared =
                replicate().prepareInputs(UUID.randomUUID(), List.of(small)).block(LIMIT);

        assertThat(prepared).hasSize(1);
        assertThat(prepared.get(0).reference()).isEqualTo("data:image/png;base64," + PNG_BASE64);
        assertThat(stub.requests).isEmpty();
    }

    @Test
    void uploadsLargeInputs() {
        UUID attempt = UUID.randomUUID();
        InputPictureFile large = new InputPictureFile(new byte[256 * 1024 + 1], "image/jpeg");
        stub.answerWith(
                StubAnswer.json(500, "oops"),
                StubAnswer.json(201, "{\"id\":\"f1\",\"urls\":{\"get\":\"https://api.replicate.com/v1/files/f1\"}}"));

        List<PreparedJobInput> prepared =
                replicate().prepareInputs(attempt, List.of(large)).block(LIMIT);

        assertThat(prepared.get(0).reference()).isEqualTo("https://api.replicate.com/v1/files/f1");
        ReceivedRequest sent = stub.requests.get(1);
        assertThat(sent.uri()).hasToString("/v1/files");
        assertThat(sent.header("Content-Type")).startsWith("multipart/form-data");
        assertThat(sent.text())
                .contains("name=\"content\"; filename=\"" + attempt + "-0.jpg\"", "Content-Type: image/jpeg");
    }

    @Test
    void failsAnUploadWithoutAnAddress() {
        InputPictureFile large = new InputPictureFile(new byte[256 * 1024 + 1], "image/jpeg");
        stub.answerWith(StubAnswer.json(201, "{}"), StubAnswer.json(201, "{}"), StubAnswer.json(201, "{}"));

        expectFailure(
                replicate().prepareInputs(UUID.randomUUID(), List.of(large)),
                "Broken",
                "replicate_upload_without_address");
    }

    @Test
    void fetchesResultsOnlyFromPublicAddresses() {
        stub.answerWith(StubAnswer.of(200, "image/png", PNG));
        ReplicateProperties properties = ReplicateFixtures.properties(stub.uri(), "");
        ReplicateImageProvider trustsNobody = new ReplicateImageProvider(
                properties,
                new ReplicateWebhookSignatures(properties, Clock.systemUTC()),
                unknownSchemas(),
                SafeFetchFixtures.trusting(),
                JsonMapper.builder().build(),
                SafeFetchFixtures.clients());

        assertThat(replicate().fetchImage(stub.uri() + "/a.png").block(LIMIT).bytes())
                .isEqualTo(PNG);
        expectFailure(trustsNobody.fetchImage(stub.uri() + "/a.png"), "Unusable", "fetch_not_https");
        expectFailure(trustsNobody.fetchImage("https://169.254.169.254/a"), "Unusable", "fetch_private_address");
        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void decodesDataUrisWithinItsLimit() {
        FetchedPictureFile picture = replicate()
                .fetchImage("data:application/octet-stream;base64," + PNG_BASE64)
                .block(LIMIT);

        assertThat(picture.bytes()).isEqualTo(PNG);
        expectFailure(
                replicate().fetchImage("data:image/png;base64," + "A".repeat(10_000_000)),
                "TooLarge",
                "replicate_picture_too_large");
    }

    private static StubAnswer succeeded(String output) {
        return StubAnswer.json(200, "{\"id\":\"gm3x\",\"status\":\"succeeded\",\"output\":" + output + "}");
    }

    private static String failureOf(ProviderTaskStatus status) {
        ProviderException reason = ((ProviderTaskStatus.FailedProviderTask) status).reason();
        return reason.getClass().getSimpleName() + " " + reason.detailCode();
    }

    private ProviderTaskStatus lookedAt() {
        return replicate().findTaskStatus("gm3x").block(LIMIT);
    }

    private String requestedTask(ProviderImageRequest request) {
        ImageRequestAnswer answer = replicate().requestImage(request).block(LIMIT);
        return ((ImageRequestAnswer.AcceptedProviderTask) answer).providerTaskId();
    }

    private static ProviderImageRequest request(String model, List<String> inputs, Map<String, Object> parameters) {
        return new ProviderImageRequest(
                UUID.randomUUID(),
                model,
                "a red kite",
                inputs.stream()
                        .map(reference -> new PreparedJobInput(new InputPictureFile(PNG, "image/png"), reference))
                        .toList(),
                parameters);
    }

    private ReplicateImageProvider replicate() {
        return replicate(ReplicateFixtures.properties(stub.uri(), ReplicateFixtures.SECRET));
    }

    /** Those of {@link ReplicateInputSchemasTest} have schemas. */
    private static ReplicateInputSchemas unknownSchemas() {
        ReplicateInputSchemas schemas = mock();
        when(schemas.fitInput(any(), any(), any())).thenAnswer(call -> Mono.just(call.getArgument(1)));
        return schemas;
    }

    private ReplicateImageProvider replicate(ReplicateProperties properties) {
        URI uri = stub.uri();
        return new ReplicateImageProvider(
                properties,
                new ReplicateWebhookSignatures(properties, Clock.systemUTC()),
                unknownSchemas(),
                SafeFetchFixtures.trusting(uri.getAuthority()),
                JsonMapper.builder().build(),
                SafeFetchFixtures.clients());
    }
}
