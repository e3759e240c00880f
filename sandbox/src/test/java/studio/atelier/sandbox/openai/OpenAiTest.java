package studio.atelier.sandbox.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import studio.atelier.sandbox.SandboxClient.Answer;
import studio.atelier.sandbox.provider.ProviderTest;

class OpenAiTest extends ProviderTest {

    private static final String SMALL = "{\"model\":\"gpt-image-2\",\"prompt\":\"a car, seed 7\",\"size\":\"256x256\"}";

    @Test
    void answersWithTheImagesInBase64AndTheTokensUsed() {
        Answer answer = generate("""
                {"model":"gpt-image-2","prompt":"a red car","size":"512x256","n":2,"quality":"low",
                 "output_format":"jpeg","output_compression":80,"background":"opaque","moderation":"low","user":"u"}""");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("data")).hasSize(2).allSatisfy(image -> {
            byte[] bytes = decoded(image.path("b64_json").asString());
            assertThat(sizeOf(bytes)).isEqualTo("512x256");
            assertThat(bytes[0] & 255).isEqualTo(0xFF);
        });
        assertThat(answer.text("/data/0/b64_json")).isNotEqualTo(answer.text("/data/1/b64_json"));
        assertThat(answer.json().path("data").path(0).has("url")).isFalse();
        assertThat(answer.text("/size")).isEqualTo("512x256");
        assertThat(answer.text("/quality")).isEqualTo("low");
        assertThat(answer.text("/output_format")).isEqualTo("jpeg");
        assertThat(answer.json().at("/created").asLong()).isPositive();
        assertThat(answer.json().at("/usage/output_tokens").asInt()).isPositive();
        assertThat(answer.json().at("/usage/total_tokens").asInt())
                .isEqualTo(answer.json().at("/usage/input_tokens").asInt()
                        + answer.json().at("/usage/output_tokens").asInt());
        assertThat(answer.headers().getFirst("x-request-id")).startsWith("req_");
        assertThat(count("openai", "billed")).isEqualTo(2);
    }

    @Test
    void aSeedInThePromptMakesTheImageRepeatable() {
        assertThat(generate(SMALL).text("/data/0/b64_json"))
                .isEqualTo(generate(SMALL).text("/data/0/b64_json"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"response_format\":\"b64_json\"|400|response_format|unknown_parameter",
                "\"style\":\"vivid\"|400|style|unknown_parameter",
                "\"size\":\"1000x1000\"|400|size|invalid_value",
                "\"size\":\"1024x256\"|400|size|invalid_value",
                "\"size\":\"3856x2160\"|400|size|invalid_value",
                "\"size\":\"2176x2176\"|400|size|invalid_value",
                "\"size\":\"large\"|400|size|invalid_value",
                "\"quality\":\"hd\"|400|quality|null",
                "\"n\":11|400|n|null",
                "\"output_format\":\"webp\"|400|output_format|null",
                "\"background\":\"transparent\",\"output_format\":\"jpeg\"|400|background|null",
                "\"model\":\"dall-e-3\"|400|model|model_not_found",
                "\"model\":null|400|model|model_not_found",
                "\"prompt\":\"something forbidden\"|400|null|moderation_blocked",
            })
    void refusesInOpenAisShape(String field, int status, String param, String code) {
        String name = field.substring(0, field.indexOf(':'));
        String others = "\"model\":\"gpt-image-2\",\"prompt\":\"a car\",";
        String kept = others.replaceAll(name + ":\"[^\"]*\",", "");
        Answer refused = generate("{" + kept + field + "}");
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().at("/error/param").asString("null")).isEqualTo(param);
        assertThat(refused.json().at("/error/code").asString("null")).isEqualTo(code);
        assertThat(refused.text("/error/message")).isNotBlank();
        assertThat(count("openai", "billed")).isZero();
    }

    @Test
    void namesTheTypeOfAModerationRefusal() {
        orderNext("openai", "REFUSED");
        assertThat(generate(SMALL).text("/error/type")).isEqualTo("image_generation_user_error");
    }

    @ParameterizedTest
    @CsvSource({
        "TOO_MANY_REQUESTS, 429, rate_limit_exceeded",
        "NO_CREDIT, 429, insufficient_quota",
        "UNAUTHORIZED, 401, invalid_api_key",
        "REFUSED, 400, moderation_blocked",
        "UNAVAILABLE, 503, null",
        "SERVER_ERROR, 500, null",
    })
    void refusesOnOrderOnceAndRecordsTheCall(String fault, int status, String code) {
        orderNext("openai", fault);
        Answer refused = generate(SMALL);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().at("/error/code").asString("null")).isEqualTo(code);
        assertThat(refused.headers().getFirst("retry-after")).isEqualTo(fault.startsWith("TOO") ? "2" : null);
        assertThat(refused.headers().getFirst("x-request-id")).isNotBlank();
        assertThat(generate(SMALL).status()).isEqualTo(200);
        assertThat(outcomes("openai")).containsExactly("200", fault);
    }

    @Test
    void aWrongKeyIsRefusedAndRecorded() {
        assertThat(client.withBearer("wrong")
                        .post("/openai/v1/images/generations", SMALL)
                        .text("/error/code"))
                .isEqualTo("invalid_api_key");
        assertThat(outcomes("openai")).containsExactly("401");
        assertThat(calls("openai").at("/items/0/path").asString()).isEqualTo("/openai/v1/images/generations");
        assertThat(calls("openai").at("/items/0/body/prompt").asString()).isEqualTo("a car, seed 7");
    }

    @Test
    void anEmptyResultHasNoData() {
        orderNext("openai", "EMPTY_RESULT");
        Answer answer = generate(SMALL);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("data").isArray()).isTrue();
        assertThat(answer.json().path("data")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"UNDECODABLE_PICTURE, none", "WRONG_FORMAT, 1x1"})
    void deliversWhatIsNoPictureOfThatFormat(String fault, String size) {
        orderNext("openai", fault);
        assertThat(sizeOf(decoded(generate(SMALL).text("/data/0/b64_json")))).isEqualTo(size);
    }

    @Test
    void declaresTheAnswerWronglyOnOrder() {
        orderNext("openai", "WRONG_MIME");
        assertThat(generate(SMALL).headers().getContentType()).isEqualTo(MediaType.TEXT_HTML);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "image[]"})
    void editsUploadedImages(String field) {
        MultipartBodyBuilder parts = edit();
        parts.part(field, sample("anna"), MediaType.IMAGE_JPEG).filename("anna.jpg");
        Answer answer = client.withBearer(KEY).post("/openai/v1/images/edits", parts);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(sizeOf(decoded(answer.text("/data/0/b64_json")))).isEqualTo("256x320");
        assertThat(answer.json().at("/usage/input_tokens_details/image_tokens").asInt())
                .isPositive();
    }

    @Test
    void theUploadedImageDecidesTheResult() {
        MultipartBodyBuilder anna = edit();
        anna.part("image", sample("anna"), MediaType.IMAGE_JPEG).filename("anna.jpg");
        MultipartBodyBuilder bohdan = edit();
        bohdan.part("image", sample("bohdan"), MediaType.IMAGE_JPEG).filename("bohdan.jpg");
        assertThat(client.withBearer(KEY).post("/openai/v1/images/edits", anna).text("/data/0/b64_json"))
                .isNotEqualTo(client.withBearer(KEY)
                        .post("/openai/v1/images/edits", bohdan)
                        .text("/data/0/b64_json"));
    }

    @Test
    void editsImagesByReference() {
        Answer answer = client.withBearer(KEY).post("/openai/v1/images/edits", """
                {"model":"gpt-image-2","prompt":"make it night","size":"256x320","output_format":"jpeg",
                 "images":[{"image_url":"http://localhost:%d/sandbox/samples/anna.jpg"}]}""".formatted(PORT));
        assertThat(sizeOf(decoded(answer.text("/data/0/b64_json")))).isEqualTo("256x320");
    }

    @Test
    void refusesAnEditWithoutAPicture() {
        Answer none = client.withBearer(KEY).post("/openai/v1/images/edits", edit());
        assertThat(none.text("/error/param")).isEqualTo("image");
        MultipartBodyBuilder noise = edit();
        noise.part("image", new byte[] {1, 2, 3}, MediaType.IMAGE_PNG).filename("noise.png");
        Answer undecodable = client.withBearer(KEY).post("/openai/v1/images/edits", noise);
        assertThat(undecodable.status()).isEqualTo(400);
        assertThat(undecodable.text("/error/code")).isEqualTo("invalid_image_file");
    }

    private static MultipartBodyBuilder edit() {
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("model", "gpt-image-2");
        parts.part("prompt", "make it night, seed 3");
        parts.part("size", "256x320");
        parts.part("output_format", "jpeg");
        parts.part("n", "1");
        return parts;
    }

    private Answer generate(String body) {
        return client.withBearer(KEY).post("/openai/v1/images/generations", body);
    }
}
