package studio.atelier.generation.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderStub;
import studio.atelier.generation.provider.ProviderStub.StubAnswer;
import studio.atelier.generation.provider.SafeFetchFixtures;
import tools.jackson.databind.JsonNode;

class OpenAiImageProviderTest {

    private static final String MADE = "{\"created\":1,\"output_format\":\"png\",\"data\":[{\"b64_json\":\""
            + PNG_BASE64 + "\"}],\"usage\":{\"total_tokens\":9}}";

    private final ProviderStub stub = ProviderStub.start();

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void asksForAPngAndReadsItsBase64() {
        stub.answerWith(StubAnswer.json(200, MADE));

        FetchedPictureFile picture =
                made(openAi(stub.uri()).requestImage(request(Map.of("quality", "high", "aspect_ratio", "16:9"))));

        assertThat(picture.bytes()).isEqualTo(PNG);
        assertThat(stub.onlyRequest().method()).isEqualTo("POST");
        assertThat(stub.onlyRequest().uri()).hasToString("/v1/images/generations");
        assertThat(stub.onlyRequest().header("Authorization")).isEqualTo("Bearer a-key");
        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent.propertyNames())
                .as("response_format is refused by GPT image models")
                .containsExactlyInAnyOrder("model", "prompt", "n", "output_format", "size", "quality");
        assertThat(sent.path("model").asString()).isEqualTo("a-model");
        assertThat(sent.path("prompt").asString()).isEqualTo("a red kite");
        assertThat(sent.path("n").asInt()).isEqualTo(1);
        assertThat(sent.path("output_format").asString()).isEqualTo("png");
        assertThat(sent.path("size").asString()).isEqualTo("1088x608");
        assertThat(sent.path("quality").asString()).isEqualTo("high");
    }

    @Test
    void readsAPictureOfSeveralMegabytes() {
        byte[] large = new byte[6 * 1024 * 1024];
        stub.answerWith(StubAnswer.json(
                200,
                "{\"data\":[{\"b64_json\":\"%s\"}]}"
                        .formatted(Base64.getEncoder().encodeToString(large))));

        assertThat(made(openAi(stub.uri()).requestImage(request(Map.of()))).bytes())
                .hasSize(large.length);
    }

    @Test
    void leavesTheSizeToOpenAiUnlessOneIsRequested() {
        stub.answerWith(StubAnswer.json(200, MADE));

        made(openAi(stub.uri()).requestImage(request(Map.of("aspect_ratio", "auto", "style", "vivid", "seed", 7))));

        assertThat(stub.onlyRequest().json().propertyNames())
                .containsExactlyInAnyOrder("model", "prompt", "n", "output_format");
    }

    @ParameterizedTest
    @CsvSource({
        "1:1, 1K, 1024x1024",
        "3:2, 1K, 1024x688",
        "1:3, 1K, 480x1408",
        "16:9, 2K, 2048x1152",
        "16:9, 4K, 3840x2160",
        "9:16, 4K, 2160x3840"
    })
    void sendsASizeWithinTheBoundsOfTheModel(String ratio, String resolution, String size) {
        stub.answerWith(StubAnswer.json(200, MADE));

        made(openAi(stub.uri()).requestImage(request(Map.of("aspect_ratio", ratio, "resolution", resolution))));

        assertThat(stub.onlyRequest().json().path("size").asString()).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({
        "aspect_ratio, 4:1, openai_ratio_not_available",
        "aspect_ratio, 0:1, openai_bad_aspect_ratio",
        "aspect_ratio, wide, openai_bad_aspect_ratio",
        "resolution, 8K, openai_bad_resolution",
        "resolution, 4K, openai_resolution_not_available",
        "quality, best, openai_bad_quality"
    })
    void refusesWhatOpenAiCannotMakeWithoutACall(String parameter, String value, String code) {
        expectFailure(openAi(stub.uri()).requestImage(request(Map.of(parameter, value))), "Refused", code);

        assertThat(stub.requests).isEmpty();
    }

    @Test
    void refusesTooLongAPromptAndTooManyPicturesWithoutACall() {
        OpenAiImageProvider openAi = openAi(stub.uri());

        expectFailure(openAi.requestImage(requestOf("m", "x".repeat(32_001))), "Refused", "openai_prompt_too_long");
        expectFailure(openAi.requestImage(edit(17, Map.of())), "Refused", "openai_too_many_images");

        assertThat(stub.requests).isEmpty();
    }

    @Test
    void sendsOneInputAsAForm() {
        stub.answerWith(StubAnswer.json(200, MADE));

        made(openAi(stub.uri()).requestImage(edit(1, Map.of("quality", "low"))));

        assertThat(stub.onlyRequest().uri()).hasToString("/v1/images/edits");
        assertThat(stub.onlyRequest().header("Content-Type")).startsWith("multipart/form-data");
        assertThat(stub.onlyRequest().text())
                .contains("name=\"image\"; filename=\"input.png\"", "Content-Type: image/png", "name=\"prompt\"")
                .contains("name=\"model\"", "name=\"output_format\"", "name=\"quality\"", "a red kite")
                .contains(new String(PNG, StandardCharsets.ISO_8859_1))
                .doesNotContain("response_format", "image[]");
    }

    @Test
    void sendsSeveralInputsAsAList() {
        stub.answerWith(StubAnswer.json(200, MADE));

        made(openAi(stub.uri()).requestImage(edit(2, Map.of())));

        assertThat(stub.onlyRequest().text().split("name=\"image\\[]\"", -1)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, , Refused",
        "400, image_generation_user_error, moderation_blocked, PolicyRefused",
        "400, image_generation_user_error, , PolicyRefused",
        "400, invalid_request_error, content_policy_violation, PolicyRefused",
        "400, invalid_request_error, model_not_found, Refused",
        "400, invalid_request_error, billing_hard_limit_reached, OutOfCredit",
        "401, invalid_request_error, invalid_api_key, AccountTrouble",
        "403, invalid_request_error, unsupported_country_region_territory, AccountTrouble",
        "403, invalid_request_error, model_not_found, Refused",
        "404, invalid_request_error, model_not_found, Refused",
        "413, , , Refused",
        "429, rate_limit_error, rate_limit_exceeded, Busy",
        "429, insufficient_quota, insufficient_quota, OutOfCredit",
        "500, server_error, , Broken",
        "503, server_error, , Broken",
        "504, , , Unanswered"
    })
    void mapsErrorsToTheWaysToContinue(int status, String type, String code, String expected) {
        stub.answerWith(StubAnswer.json(
                status,
                "{\"error\":{\"message\":\"no\",\"type\":%s,\"param\":null,\"code\":%s}}"
                        .formatted(quote(type), quote(code))));

        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), expected);

        assertThat(stub.requests).as("a paid call is never repeated inside").hasSize(1);
    }

    private static String quote(String text) {
        return text == null ? "null" : "\"" + text + "\"";
    }

    @Test
    void tellsByTheCodeWhichErrorItWas() {
        stub.answerWith(
                StubAnswer.json(404, "{\"error\":{\"code\":\"model_not_found\"}}"),
                StubAnswer.json(400, "{\"error\":{\"code\":\"<script>\"}}"));

        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), "Refused", "openai_model_not_found");
        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), "Refused", "openai_400");
    }

    @ParameterizedTest
    @CsvSource({"401, AccountTrouble", "429, Busy", "502, Broken", "504, Unanswered"})
    void readsTheStatusOfAProxyThatSendsNoJson(int status, String expected) {
        stub.answerWith(StubAnswer.of(status, "text/html", "<html>oops</html>".getBytes()));

        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"created\":1,\"data\":[]}",
                "{\"created\":1}",
                "{\"data\":[{\"url\":\"https://example.com/a.png\"}]}",
                "{\"data\":[{\"b64_json\":null}]}",
                "oops"
            })
    void takesNoSuccessWithoutAnImageForAnImage(String body) {
        stub.answerWith(StubAnswer.json(200, body));

        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), "NotMade", "openai_no_image");
    }

    @Test
    void doesNotDeliverBase64ThatIsNone() {
        stub.answerWith(StubAnswer.json(200, "{\"data\":[{\"b64_json\":\"not base64!\"}]}"));

        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), "Unusable", "openai_bad_base64");
    }

    @Test
    void readsItsAnswersOffTheEventLoop() {
        stub.answerWith(StubAnswer.json(200, MADE));

        expectReadOffEventLoop(openAi(stub.uri()).requestImage(request(Map.of())));
    }

    @Test
    void cutsOffAnAnswerThatIsTooLarge() {
        stub.answerWith(StubAnswer.json(200, "{\"data\":[{\"b64_json\":\"" + "A".repeat(400_000) + "\"}]}"));

        expectFailure(
                openAi(stub.uri(), SafeFetchFixtures.clients(DataSize.ofKilobytes(64)))
                        .requestImage(request(Map.of())),
                "TooLarge",
                "openai_answer_too_large");
    }

    @Test
    void knowsThatARequestWithoutAnAnswerMayHaveBeenTaken() {
        stub.answerWith(StubAnswer.reset(), StubAnswer.json(200, MADE).cutOff(), StubAnswer.never());

        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), "Unanswered");
        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), "Unanswered");
        expectFailure(openAi(stub.uri()).requestImage(request(Map.of())), "Unanswered");
        assertThat(stub.requests).hasSize(3);
    }

    @Test
    void knowsThatNobodyTookARequestWhenNobodyIsThere() {
        expectFailure(openAi(URI.create("http://127.0.0.1:1")).requestImage(request(Map.of())), "Busy");
    }

    private static OpenAiImageProvider openAi(URI uri) {
        return openAi(uri, SafeFetchFixtures.clients());
    }

    private static OpenAiImageProvider openAi(URI uri, ProviderHttpClients clients) {
        return new OpenAiImageProvider(
                new OpenAiProperties(true, uri.resolve("/v1"), "a-key", Duration.ofSeconds(2)), clients);
    }
}
