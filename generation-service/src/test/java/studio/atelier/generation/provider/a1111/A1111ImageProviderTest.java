package studio.atelier.generation.provider.a1111;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.provider.ProviderRequestFixtures.LIMIT;
import static studio.atelier.generation.provider.ProviderRequestFixtures.PNG;
import static studio.atelier.generation.provider.ProviderRequestFixtures.PNG_BASE64;
import static studio.atelier.generation.provider.ProviderRequestFixtures.edit;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectFailure;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectReadOffEventLoop;
import static studio.atelier.generation.provider.ProviderRequestFixtures.made;
import static studio.atelier.generation.provider.ProviderRequestFixtures.request;
import static studio.atelier.generation.provider.ProviderRequestFixtures.requestOf;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import studio.atelier.generation.picture.PictureTools;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderStub;
import studio.atelier.generation.provider.ProviderStub.StubAnswer;
import studio.atelier.generation.provider.SafeFetchFixtures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class A1111ImageProviderTest {

    private static final String DATA_URI = "data:image/png;base64," + PNG_BASE64;
    private static final String UNREAD = "{\"error\":\"HTTPException\",\"detail\":\"Invalid encoded image\"}";

    private final ProviderStub stub = ProviderStub.start();

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void sendsEveryParameterThatTheWebUiKnows() {
        stub.answerWith(answerOf(PNG_BASE64));
        ProviderImageRequest request = request(Map.of(
                "aspect_ratio",
                "3:2",
                "negative_prompt",
                "birds",
                "cfg_scale",
                7,
                "steps",
                30,
                "seed",
                5_000_000_000L,
                "strength",
                0.4));

        assertThat(made(webUi().requestImage(request)).bytes()).isEqualTo(PNG);

        assertThat(stub.onlyRequest().uri()).hasToString("/sdapi/v1/txt2img");
        assertThat(stub.onlyRequest().header("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("me:pass".getBytes(StandardCharsets.UTF_8)));
        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent)
                .isEqualTo(JsonMapper.builder()
                        .build()
                        .readTree(("{\"prompt\":\"a red kite\",\"width\":512,\"height\":344,\"seed\":705032704,"
                                        + "\"batch_size\":1,\"n_iter\":1,\"send_images\":true,\"save_images\":false,"
                                        + "\"force_task_id\":\"task(%s)\","
                                        + "\"override_settings\":{\"sd_model_checkpoint\":\"a-model\"},"
                                        + "\"sampler_name\":\"Euler a\",\"negative_prompt\":\"birds\",\"steps\":30,"
                                        + "\"cfg_scale\":7.0}")
                                .formatted(request.attemptId())));
    }

    @Test
    void usesTheLoadedCheckpointAndARandomSeedByDefault() {
        stub.answerWith(answerOf(PNG_BASE64));

        made(webUi().requestImage(requestOf("default", "a red kite")));

        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent.has("override_settings")).isFalse();
        assertThat(sent.path("seed").asLong()).isEqualTo(-1);
        assertThat(sent.path("width").asInt()).isEqualTo(512);
        assertThat(sent.path("height").asInt()).isEqualTo(512);
    }

    @Test
    void editsWithTheRatioOfTheInput() {
        stub.answerWith(answerOf(PNG_BASE64));

        made(webUi().requestImage(edit(1, Map.of("strength", 0.4, "resolution", "1K"))));

        assertThat(stub.onlyRequest().uri()).hasToString("/sdapi/v1/img2img");
        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent.path("init_images").path(0).asString()).isEqualTo(DATA_URI);
        assertThat(sent.path("denoising_strength").asDouble()).isEqualTo(0.4);
        assertThat(sent.path("width").asInt()).isEqualTo(1024);
        assertThat(sent.path("height").asInt()).isEqualTo(768);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain"})
    void sendsBareBase64ToAWebUiThatReadsNoDataUris(String contentType) {
        stub.answerWith(StubAnswer.of(500, contentType, UNREAD.getBytes(StandardCharsets.UTF_8)), answerOf(PNG_BASE64));

        assertThat(made(webUi().requestImage(edit(1, Map.of()))).bytes()).isEqualTo(PNG);

        assertThat(stub.requests.get(1).json().path("init_images").path(0).asString())
                .isEqualTo(PNG_BASE64);
    }

    @Test
    void refusesAnInputThatIsReadInNeitherForm() {
        stub.answerWith(StubAnswer.json(500, UNREAD), StubAnswer.json(500, UNREAD), answerOf(PNG_BASE64));

        expectFailure(webUi().requestImage(edit(1, Map.of())), "Refused", "a1111_invalid_encoded_image");

        assertThat(stub.requests).hasSize(2);
    }

    @Test
    void readsImagesWithAndWithoutThePrefix() {
        stub.answerWith(answerOf(PNG_BASE64), answerOf(DATA_URI));

        assertThat(made(webUi().requestImage(request(Map.of()))).contentType()).isEqualTo("application/octet-stream");
        assertThat(made(webUi().requestImage(request(Map.of()))).contentType()).isEqualTo("image/png");
    }

    @ParameterizedTest
    @CsvSource({
        "aspect_ratio, 1:5, a1111_ratio_not_available",
        "resolution, 4K, a1111_resolution_not_available",
        "steps, 151, a1111_bad_steps",
        "cfg_scale, 0.5, a1111_bad_cfg_scale"
    })
    void refusesWhatTheWebUiCannotMakeWithoutACall(String parameter, String value, String code) {
        expectFailure(webUi().requestImage(request(Map.of(parameter, value))), "Refused", code);
        expectFailure(webUi().requestImage(edit(2, Map.of())), "Refused", "a1111_too_many_images");
        expectFailure(webUi().requestImage(edit(1, Map.of("strength", 1.1))), "Refused", "a1111_bad_strength");

        assertThat(stub.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "401, HTTPException, Not authenticated, AccountTrouble, a1111_401",
        "404, HTTPException, Sampler not found, Refused, a1111_sampler_not_found",
        "400, HTTPException, Invalid sampler: x, Refused, a1111_sampler_not_found",
        "404, HTTPException, Init image not found, Refused, a1111_404",
        "422, , field required, Refused, a1111_422",
        "500, OutOfMemoryError, , Broken, a1111_out_of_memory",
        "500, RuntimeError, CUDA out of memory, Broken, a1111_out_of_memory",
        "500, RuntimeError, oops, Broken, a1111_500",
        "503, , , Busy, a1111_503",
        "504, , , Unanswered, a1111_504"
    })
    void mapsErrorsToTheWaysToContinue(int status, String error, String detail, String expected, String code) {
        stub.answerWith(
                StubAnswer.json(status, "{\"error\":\"%s\",\"detail\":\"%s\",\"body\":\"\"}".formatted(error, detail)));

        expectFailure(webUi().requestImage(request(Map.of())), expected, code);

        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void readsItsAnswersOffTheEventLoop() {
        stub.answerWith(answerOf(PNG_BASE64));

        expectReadOffEventLoop(webUi().requestImage(request(Map.of())));
    }

    @Test
    void cutsOffAnAnswerThatIsTooLarge() {
        stub.answerWith(answerOf("A".repeat(400_000)));

        expectFailure(
                webUi(stub.uri(), SafeFetchFixtures.clients(DataSize.ofKilobytes(64)))
                        .requestImage(request(Map.of())),
                "TooLarge",
                "a1111_answer_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"images\":[],\"info\":\"{}\"}", "{\"images\":null}", "{}", "oops"})
    void takesNoSuccessWithoutAnImageForAnImage(String body) {
        stub.answerWith(StubAnswer.json(200, body));

        expectFailure(webUi().requestImage(request(Map.of())), "NotMade", "a1111_no_image");
    }

    @Test
    void tellsHowFarItsOwnTaskIs() {
        UUID attempt = UUID.randomUUID();
        stub.answerWith(
                progressOf("task(" + attempt + ")", 0.424),
                progressOf("task(" + attempt + ")", 1.7),
                progressOf("task(another)", 0.9));

        assertThat(webUi().findPercent(attempt).block(LIMIT)).isEqualTo(42);
        assertThat(webUi().findPercent(attempt).block(LIMIT)).isEqualTo(100);
        assertThat(webUi().findPercent(attempt).blockOptional(LIMIT)).isEmpty();
    }

    @Test
    void interruptsItsOwnTask() {
        UUID attempt = UUID.randomUUID();
        stub.answerWith(progressOf("task(" + attempt + ")", 0.42), StubAnswer.json(200, "{}"));

        assertThat(webUi().cancelWork(attempt, null).block(LIMIT)).isTrue();

        assertThat(stub.requests)
                .extracting(sent -> sent.method() + " " + sent.uri())
                .containsExactly("GET /sdapi/v1/progress?skip_current_image=true", "POST /sdapi/v1/interrupt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"task(another)", "scripts_txt2img", ""})
    void interruptsNothingThatIsNotItsOwn(String running) {
        stub.answerWith(progressOf(running, 0.42));

        assertThat(webUi().cancelWork(UUID.randomUUID(), null).block(LIMIT)).isFalse();

        assertThat(stub.onlyRequest().method()).isEqualTo("GET");
    }

    @Test
    void saysWhenItCannotBeInterrupted() {
        UUID attempt = UUID.randomUUID();
        stub.answerWith(
                StubAnswer.json(500, "{}"), progressOf("task(" + attempt + ")", 0.42), StubAnswer.json(401, "{}"));

        expectFailure(webUi().cancelWork(attempt, null), "Broken", "a1111_500");
        expectFailure(webUi().cancelWork(attempt, null), "AccountTrouble", "a1111_401");
        expectFailure(webUi(URI.create("http://127.0.0.1:1")).cancelWork(attempt, null), "Busy");
    }

    private static StubAnswer progressOf(String task, double progress) {
        return StubAnswer.json(
                200,
                "{\"progress\":%s,\"eta_relative\":7.1,\"state\":{\"job\":\"%s\",\"job_count\":1},\"current_image\":null}"
                        .formatted(progress, task));
    }

    @Test
    void knowsThatARequestWithoutAnAnswerMayHaveBeenTaken() {
        stub.answerWith(StubAnswer.reset(), answerOf(PNG_BASE64).cutOff(), StubAnswer.never());

        expectFailure(webUi().requestImage(request(Map.of())), "Unanswered");
        expectFailure(webUi().requestImage(request(Map.of())), "Unanswered");
        expectFailure(webUi().requestImage(request(Map.of())), "Unanswered");
    }

    @Test
    void knowsThatNobodyTookARequestWhenNobodyIsThere() {
        expectFailure(webUi(URI.create("http://127.0.0.1:1")).requestImage(request(Map.of())), "Busy");
    }

    private static StubAnswer answerOf(String image) {
        return StubAnswer.json(
                200, "{\"images\":[\"" + image + "\"],\"parameters\":{},\"info\":\"{\\\"seed\\\": 42}\"}");
    }

    private A1111ImageProvider webUi() {
        return webUi(stub.uri());
    }

    private static A1111ImageProvider webUi(URI uri) {
        return webUi(uri, SafeFetchFixtures.clients());
    }

    private static A1111ImageProvider webUi(URI uri, ProviderHttpClients clients) {
        return new A1111ImageProvider(
                new A1111Properties(true, uri, "me:pass", Duration.ofSeconds(5), 512, "Euler a", ""),
                PictureTools.pictures(),
                clients);
    }
}
