package studio.atelier.sandbox.venice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import studio.atelier.sandbox.SandboxClient;
import studio.atelier.sandbox.SandboxClient.Answer;
import studio.atelier.sandbox.provider.ProviderTest;

class VeniceTest extends ProviderTest {

    private static final String ROOT = "/venice/api/v1";
    private static final String CAR = """
            {"model":"z-image-turbo","prompt":"a red car","width":320,"height":192,"format":"png","seed":7}""";
    private static final String BINARY = CAR.replace("}", ",\"return_binary\":true}");

    @Test
    void answersWithBareBase64() {
        Answer answer = generate(CAR.replace("}", ",\"variants\":2,\"safe_mode\":false}"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("images"))
                .hasSize(2)
                .allSatisfy(
                        image -> assertThat(sizeOf(decoded(image.asString()))).isEqualTo("320x192"));
        assertThat(answer.text("/images/0")).isNotEqualTo(answer.text("/images/1"));
        assertThat(answer.text("/id")).startsWith("generate-image-");
        assertThat(answer.json().at("/timing/total").isIntegralNumber()).isTrue();
        assertThat(answer.headers().getFirst("x-venice-is-blurred")).isEqualTo("false");
        assertThat(generate(CAR).text("/images/0")).isEqualTo(answer.text("/images/0"));
    }

    @Test
    void answersWithTheImageItselfOnRequest() {
        Answer answer = generate(BINARY);
        assertThat(answer.headers().getContentType()).isEqualTo(MediaType.IMAGE_PNG);
        assertThat(sizeOf(answer.body())).isEqualTo("320x192");
    }

    @ParameterizedTest
    @CsvSource({"BLURRED, x-venice-is-blurred", "CONTENT_VIOLATION, x-venice-is-content-violation"})
    void saysInAHeaderThatAnImageIsRefused(String fault, String header) {
        for (String request : new String[] {CAR, BINARY}) {
            orderNext("venice", fault);
            Answer answer = generate(request);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().getFirst(header)).isEqualTo("true");
        }
    }

    @Test
    void editsAnImageOfAJsonBodyOrAForm() {
        String json = "{\"image\":\"%s\",\"prompt\":\"make it night, seed 3\",\"output_format\":\"jpeg\"}";
        Answer bare = venice().post(ROOT + "/image/edit", json.formatted(base64(sample("anna"))));
        assertThat(bare.status()).isEqualTo(200);
        assertThat(bare.headers().getContentType()).isEqualTo(MediaType.IMAGE_JPEG);
        assertThat(sizeOf(bare.body())).isNotEqualTo("none");
        Answer dataUri =
                venice().post(ROOT + "/image/edit", json.formatted("data:image/jpeg;base64," + base64(sample("anna"))));
        assertThat(dataUri.body()).isEqualTo(bare.body());
        MultipartBodyBuilder parts = new MultipartBodyBuilder();
        parts.part("image", sample("anna"), MediaType.IMAGE_JPEG).filename("anna.jpg");
        parts.part("prompt", "make it night, seed 3");
        parts.part("output_format", "jpeg");
        assertThat(venice().post(ROOT + "/image/edit", parts).body()).isEqualTo(bare.body());
        assertThat(venice().post(ROOT + "/image/edit", json.formatted("AAEC")).status())
                .isEqualTo(400);
        assertThat(calls("venice").at("/items/3/body/image").asString()).startsWith("Base64, ");
    }

    @Test
    void theBalanceFallsByThePriceOfTheImages() {
        double before = balance();
        Answer answer = generate(CAR);
        assertThat(balance()).isEqualTo(before - 0.01);
        assertThat(Double.parseDouble(answer.headers().getFirst("x-venice-balance-usd")))
                .isEqualTo(balance());
    }

    @ParameterizedTest
    @CsvSource({
        "NO_CREDIT, 402",
        "UNAUTHORIZED, 401",
        "REFUSED, 422",
        "TOO_MANY_REQUESTS, 429",
        "UNAVAILABLE, 503",
        "SERVER_ERROR, 500",
    })
    void refusesOnOrderWithATextAsTheError(String fault, int status) {
        orderNext("venice", fault);
        Answer refused = generate(CAR);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().path("error").isString()).isTrue();
        assertThat(generate(CAR).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format\":\"png\"|\"format\":null|400",
                "\"format\":\"png\"|\"format\":\"gif\"|400",
                "\"width\":320|\"width\":1281|400",
                "\"seed\":7|\"seed\":1000000000|400",
                "\"seed\":7|\"size\":\"1024x1024\"|400",
                "\"seed\":7|\"variants\":5|400",
                "\"seed\":7|\"variants\":2,\"return_binary\":true|400",
                "z-image-turbo|unknown-model|404",
                "a red car|something forbidden|422",
            })
    void refusesWhatItDoesNotTake(String present, String replacement, int status) {
        Answer refused = generate(CAR.replace(present, replacement));
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.json().path("error").isString()).isTrue();
    }

    @Test
    void refusesABodyThatIsNotJson() {
        Answer refused = venice().withHeader("Content-Type", "text/plain").post(ROOT + "/image/generate");
        assertThat(refused.status()).isEqualTo(415);
    }

    @Test
    void theTwentyFirstImageInAMinuteIsRefusedIfTheLimitIsOn() {
        plan("venice", "{\"drawing\":\"TINY\",\"accountLimit\":true}");
        for (int i = 0; i < 20; i++) {
            assertThat(generate(CAR).status()).isEqualTo(200);
        }
        assertThat(generate(CAR).status()).isEqualTo(429);
        plan("venice", "{\"accountLimit\":false}");
        assertThat(generate(CAR).status()).isEqualTo(200);
    }

    @Test
    void moreThanTwentyFailuresBlockTheKey() {
        plan("venice", "{\"drawing\":\"TINY\",\"next\":{\"SERVER_ERROR\":21}}");
        for (int i = 0; i < 21; i++) {
            assertThat(generate(CAR).status()).isEqualTo(500);
        }
        Answer blocked = generate(CAR);
        assertThat(blocked.status()).isEqualTo(429);
        assertThat(blocked.text("/error")).contains("> 20");
    }

    @ParameterizedTest
    @CsvSource({
        "EMPTY_RESULT, image/png, none",
        "UNDECODABLE_PICTURE, image/png, none",
        "WRONG_MIME, text/html, 320x192"
    })
    void deliversWhatIsNoPicture(String fault, String type, String size) {
        orderNext("venice", fault);
        Answer answer = generate(BINARY);
        assertThat(answer.headers().getContentType()).hasToString(type);
        assertThat(sizeOf(answer.body())).isEqualTo(size);
    }

    @Test
    void anEmptyResultHasNoImages() {
        orderNext("venice", "EMPTY_RESULT");
        Answer answer = generate(CAR);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("images").isArray()).isTrue();
        assertThat(answer.json().path("images")).isEmpty();
    }

    @Test
    void makesNoImageWhenTheCreditThatATestHasSetIsUsedUp() {
        assertThat(venice().put("/sandbox/venice/credit", "{\"usd\":0.015}").status())
                .isEqualTo(200);
        assertThat(balance()).isEqualTo(0.015);

        assertThat(generate(CAR).status()).isEqualTo(200);
        assertThat(generate(CAR).status()).isEqualTo(402);
        assertThat(venice().put("/sandbox/venice/credit", "{\"usd\":-1}").status())
                .isEqualTo(400);
    }

    private double balance() {
        Answer answer = venice().get(ROOT + "/billing/balance");
        assertThat(answer.json().path("canConsume").asBoolean()).isTrue();
        return answer.json().at("/balances/usd").asDouble();
    }

    private Answer generate(String body) {
        return venice().post(ROOT + "/image/generate", body);
    }

    private SandboxClient venice() {
        return client.withBearer("any");
    }
}
