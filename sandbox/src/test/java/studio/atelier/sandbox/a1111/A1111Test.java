package studio.atelier.sandbox.a1111;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.sandbox.SandboxClient;
import studio.atelier.sandbox.SandboxClient.Answer;
import studio.atelier.sandbox.provider.ProviderTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class A1111Test extends ProviderTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String API = "/a1111/sdapi/v1";
    private static final String CAR =
            "{\"prompt\":\"a red car\",\"width\":320,\"height\":192,\"steps\":20,\"seed\":42,\"sampler_name\":\"Euler"
                    + " a\"}";

    @Test
    void answersWithBarePngAndTheSeedInAString() {
        Answer answer = textToImage(CAR);
        assertThat(answer.status()).isEqualTo(200);
        byte[] picture = decoded(answer.text("/images/0"));
        assertThat(picture[0] & 255).isEqualTo(0x89);
        assertThat(sizeOf(picture)).isEqualTo("320x192");
        assertThat(answer.json().path("info").isString()).isTrue();
        assertThat(info(answer).path("seed").asLong()).isEqualTo(42);
        assertThat(answer.text("/parameters/prompt")).isEqualTo("a red car");
        assertThat(textToImage(CAR).text("/images/0")).isEqualTo(answer.text("/images/0"));
    }

    @Test
    void reportsTheRandomSeedThatMakesTheImagesAgain() {
        Answer first = textToImage(CAR.replace("42", "-1").replace("}", ",\"batch_size\":2,\"negative_prompt\":null}"));
        assertThat(first.json().path("images")).hasSize(2);
        long second = info(first).at("/all_seeds/1").asLong();
        assertThat(textToImage(CAR.replace("42", Long.toString(second))).text("/images/0"))
                .isEqualTo(first.text("/images/1"));
    }

    @Test
    void takesInitImagesWithAndWithoutThePrefixOfADataAddress() {
        String photo = base64(sample("anna"));
        Answer bare = imageToImage(photo);
        assertThat(bare.status()).isEqualTo(200);
        assertThat(imageToImage("data:image/png;base64," + photo).text("/images/0"))
                .isEqualTo(bare.text("/images/0"));
        assertThat(imageToImage(base64(sample("bohdan"))).text("/images/0")).isNotEqualTo(bare.text("/images/0"));
    }

    @Test
    void refusesInitImagesThatAreMissingOrNoPictures() {
        assertThat(post(API + "/img2img", CAR).status()).isEqualTo(404);
        assertThat(post(API + "/img2img", CAR).text("/detail")).isEqualTo("Init image not found");
        assertThat(imageToImage("%%%").text("/detail")).isEqualTo("Invalid encoded image");
        assertThat(imageToImage("AAEC").status()).isEqualTo(500);
        assertThat(imageToImage("AAEC").text("/detail")).isEqualTo("Invalid encoded image");
    }

    @Test
    void aSecondCallWaitsForTheFirst() {
        plan("a1111", "{\"latencyMinMs\":500,\"latencyMaxMs\":500,\"drawing\":\"TINY\"}");
        Mono<Answer> call = Mono.fromSupplier(() -> textToImage(CAR)).subscribeOn(Schedulers.boundedElastic());
        assertThat(Mono.zip(call, call).block(LIMIT)).isNotNull();
        assertThat(calls("a1111").at("/items/0/tookMs").asLong()).isBetween(900L, 5000L);
        assertThat(calls("a1111").at("/items/1/tookMs").asLong()).isLessThan(900);
    }

    @Test
    void showsTheProgressAndEndsEarlyWhenInterrupted() throws Exception {
        assertThat(progress().path("progress").asDouble()).isZero();
        plan("a1111", "{\"latencyMinMs\":9000,\"latencyMaxMs\":9000}");
        String named = CAR.replace("}", ",\"force_task_id\":\"task(red-car)\"}");
        CompletableFuture<Answer> running = CompletableFuture.supplyAsync(() -> textToImage(named));
        JsonNode progress = Mono.fromSupplier(this::progress)
                .subscribeOn(Schedulers.boundedElastic())
                .filter(present -> present.path("progress").asDouble() > 0.02)
                .repeatWhenEmpty(times -> times.delayElements(Duration.ofMillis(50)))
                .blockOptional(LIMIT)
                .orElseThrow();
        assertThat(progress.at("/state/job").asString()).isEqualTo("task(red-car)");
        assertThat(progress.at("/state/sampling_steps").asInt()).isEqualTo(20);
        assertThat(post(API + "/interrupt", "{}").json()).isEmpty();
        assertThat(running.get(5, TimeUnit.SECONDS).json().path("images")).hasSize(1);
        assertThat(progress().at("/state/job_count").asInt()).isZero();
        assertThat(calls("a1111")
                        .path("items")
                        .valueStream()
                        .filter(call -> call.path("path").asString().endsWith("/interrupt")))
                .hasSize(1);
    }

    @Test
    void showsItsOptions() {
        assertThat(a1111().get(API + "/options").text("/sd_model_checkpoint")).endsWith("]");
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_ENCODED_IMAGE, 500, HTTPException, Invalid encoded image",
        "UNAUTHORIZED, 401, HTTPException, Incorrect username or password",
        "OUT_OF_MEMORY, 500, OutOfMemoryError, ''",
        "SERVER_ERROR, 500, RuntimeError, ''",
    })
    void refusesOnOrderInItsShape(String fault, int status, String error, String detail) {
        orderNext("a1111", fault);
        Answer refused = textToImage(CAR);
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.text("/error")).isEqualTo(error);
        assertThat(refused.text("/detail")).isEqualTo(detail);
        assertThat(outcomes("a1111")).containsExactly(fault);
    }

    @Test
    void failsInPlainTextOnOrder() {
        orderNext("a1111", "PLAIN_TEXT_ERROR");
        Answer refused = textToImage(CAR);
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.headers().getContentType()).isEqualTo(MediaType.TEXT_PLAIN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Euler a|Euler z|404",
                "\"steps\":20|\"steps\":0|422",
                "\"steps\":20|\"steps\":\"20\"|422",
                "\"steps\":20|\"step\":20|422",
            })
    void refusesWhatItDoesNotTake(String present, String replacement, int status) {
        assertThat(textToImage(CAR.replace(present, replacement)).status()).isEqualTo(status);
    }

    @Test
    void requiresTheUserAndPasswordOfItsSettings() {
        assertThat(client.post(API + "/txt2img", CAR).status()).isEqualTo(401);
        assertThat(client.get(API + "/progress").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"EMPTY_RESULT, 0", "OUTPUT_DATA_URI, 1"})
    void answersInAnotherShapeOnOrder(String fault, int images) {
        orderNext("a1111", fault);
        Answer answer = textToImage(CAR);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("images"))
                .hasSize(images)
                .allSatisfy(image -> assertThat(image.asString()).startsWith("data:image/png;base64,iVBOR"));
    }

    private JsonNode progress() {
        return a1111().get(API + "/progress?skip_current_image=true").json();
    }

    private static JsonNode info(Answer answer) {
        return JSON.readTree(answer.text("/info"));
    }

    private Answer imageToImage(String image) {
        return post(API + "/img2img", CAR.replace("}", ",\"init_images\":[\"" + image + "\"]}"));
    }

    private Answer textToImage(String body) {
        return post(API + "/txt2img", body);
    }

    private Answer post(String path, String body) {
        return a1111().post(path, body);
    }

    private SandboxClient a1111() {
        return client.withHeader("Authorization", "Basic " + base64(BASIC_AUTH.getBytes(UTF_8)));
    }
}
