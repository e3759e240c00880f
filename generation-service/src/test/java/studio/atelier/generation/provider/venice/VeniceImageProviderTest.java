package studio.atelier.generation.provider.venice;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.provider.ProviderRequestFixtures.PNG;
import static studio.atelier.generation.provider.ProviderRequestFixtures.PNG_BASE64;
import static studio.atelier.generation.provider.ProviderRequestFixtures.edit;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectFailure;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectReadOffEventLoop;
import static studio.atelier.generation.provider.ProviderRequestFixtures.made;
import static studio.atelier.generation.provider.ProviderRequestFixtures.request;
import static studio.atelier.generation.provider.ProviderRequestFixtures.requestOf;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import studio.atelier.generation.provider.ImageProvider.ProviderCredit;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderStub;
import studio.atelier.generation.provider.ProviderStub.StubAnswer;
import studio.atelier.generation.provider.SafeFetchFixtures;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class VeniceImageProviderTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String MADE =
            "{\"id\":\"generate-image-1\",\"images\":[\"" + PNG_BASE64 + "\"],\"request\":null,\"timing\":{}}";

    private final ProviderStub stub = ProviderStub.start();

    /** What the provider's clock shows. */
    private Instant now = NOW;

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void sendsEveryParameterThatVeniceKnows() {
        stub.answerWith(StubAnswer.json(200, MADE));

        FetchedPictureFile picture = made(venice(stub.uri())
                .requestImage(request(Map.of(
                        "aspect_ratio",
                        "3:4",
                        "negative_prompt",
                        "birds",
                        "cfg_scale",
                        7.5,
                        "steps",
                        20,
                        "seed",
                        42,
                        "quality",
                        "high",
                        "sampler",
                        "ddim"))));

        assertThat(picture.bytes()).isEqualTo(PNG);
        assertThat(stub.onlyRequest().uri()).hasToString("/api/v1/image/generate");
        assertThat(stub.onlyRequest().header("Authorization")).isEqualTo("Bearer a-key");
        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent)
                .isEqualTo(JsonMapper.builder()
                        .build()
                        .readTree("{\"model\":\"a-model\",\"prompt\":\"a red kite\",\"safe_mode\":true,"
                                + "\"format\":\"png\",\"hide_watermark\":true,\"return_binary\":false,"
                                + "\"width\":768,\"height\":1024,\"negative_prompt\":\"birds\",\"cfg_scale\":7.5,"
                                + "\"steps\":20,\"seed\":42,\"quality\":\"high\"}"));
    }

    @Test
    void sendsRatioAndResolutionToModelsThatArePricedByIt() {
        stub.answerWith(StubAnswer.json(200, MADE));

        made(venice(stub.uri())
                .requestImage(new ProviderImageRequest(
                        UUID.randomUUID(),
                        "by-resolution",
                        "a red kite",
                        List.of(),
                        Map.of("aspect_ratio", "16:9", "resolution", "2K"))));

        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent.path("aspect_ratio").asString()).isEqualTo("16:9");
        assertThat(sent.path("resolution").asString()).isEqualTo("2K");
        assertThat(sent.has("width")).isFalse();
    }

    @Test
    void sendsASeedOfItsOwnRange() {
        stub.answerWith(StubAnswer.json(200, MADE), StubAnswer.json(200, MADE));

        made(venice(stub.uri()).requestImage(request(Map.of("seed", 0))));
        made(venice(stub.uri()).requestImage(request(Map.of("seed", 4_000_000_000L))));

        assertThat(stub.requests.get(0).json().path("seed").asLong())
                .as("0 would be a random seed")
                .isEqualTo(999_999_999);
        assertThat(stub.requests.get(1).json().path("seed").asLong()).isBetween(1L, 999_999_999L);
    }

    @ParameterizedTest
    @CsvSource({
        "resolution, 2K, venice_resolution_not_available",
        "aspect_ratio, 1:8, venice_ratio_not_available",
        "cfg_scale, 0, venice_bad_cfg_scale",
        "cfg_scale, 21, venice_bad_cfg_scale",
        "steps, 0, venice_bad_steps"
    })
    void refusesWhatVeniceCannotMakeWithoutACall(String parameter, String value, String code) {
        expectFailure(venice(stub.uri()).requestImage(request(Map.of(parameter, value))), "Refused", code);

        assertThat(stub.requests).isEmpty();
    }

    @Test
    void refusesWhatIsTooLongOrTooMuchWithoutACall() {
        VeniceImageProvider venice = venice(stub.uri());

        expectFailure(venice.requestImage(requestOf("m", "x".repeat(7501))), "Refused", "venice_prompt_too_long");
        expectFailure(venice.requestImage(requestOf("m", "")), "Refused", "venice_prompt_empty");
        expectFailure(
                venice.requestImage(request(Map.of("negative_prompt", "x".repeat(7501)))),
                "Refused",
                "venice_prompt_too_long");
        expectFailure(venice.requestImage(edit(2, Map.of())), "Refused", "venice_too_many_images");

        assertThat(stub.requests).isEmpty();
    }

    @Test
    void sendsAnEditAndReadsTheFileItself() {
        stub.answerWith(StubAnswer.of(200, "image/png", PNG));

        FetchedPictureFile picture = made(venice(stub.uri()).requestImage(edit(1, Map.of("aspect_ratio", "16:9"))));

        assertThat(picture.bytes()).isEqualTo(PNG);
        assertThat(picture.contentType()).isEqualTo("image/png");
        assertThat(stub.onlyRequest().uri()).hasToString("/api/v1/image/edit");
        JsonNode sent = stub.onlyRequest().json();
        assertThat(sent.path("image").asString()).isEqualTo(PNG_BASE64);
        assertThat(sent.path("output_format").asString()).isEqualTo("png");
        assertThat(sent.path("aspect_ratio").asString()).isEqualTo("16:9");
        assertThat(sent.path("safe_mode").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-venice-is-blurred", "x-venice-is-content-violation", "X-Venice-Is-Blurred"})
    void doesNotDeliverABlurredPicture(String header) {
        stub.answerWith(
                StubAnswer.json(200, MADE).withHeader(header, "true"),
                StubAnswer.of(200, "image/png", PNG).withHeader(header, "True"),
                StubAnswer.json(200, MADE).withHeader(header, "false"));

        expectFailure(venice(stub.uri()).requestImage(request(Map.of())), "ImageWithheld");
        expectFailure(venice(stub.uri()).requestImage(edit(1, Map.of())), "ImageWithheld");
        assertThat(made(venice(stub.uri()).requestImage(request(Map.of()))).bytes())
                .isEqualTo(PNG);
    }

    @ParameterizedTest
    @CsvSource({
        "400, Invalid request, Refused",
        "401, Authentication failed, AccountTrouble",
        "402, Insufficient USD or Diem balance, OutOfCredit",
        "403, Unauthorized, Refused",
        "404, Model not found, Refused",
        "413, Too large, Refused",
        "415, Wrong content type, Refused",
        "422, CONTENT_POLICY_VIOLATION, PolicyRefused",
        "422, Invalid, Refused",
        "429, Too many requests, Busy",
        "500, Inference failed, Broken",
        "502, Bad gateway, Broken",
        "503, At capacity, Busy",
        "504, Timeout, Unanswered"
    })
    void mapsErrorsToTheWaysToContinue(int status, String text, String expected) {
        stub.answerWith(StubAnswer.json(status, "{\"error\":\"" + text + "\"}"));

        expectFailure(venice(stub.uri()).requestImage(request(Map.of())), expected);

        assertThat(stub.requests).as("a paid call is never repeated inside").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "USD, 4.99, USD, 4.99, true",
        "USD, 5, USD, 5, false",
        "DIEM, 5, DIEM, 90.5, false",
        "'', 1, USD, 1, true"
    })
    void findsTheCreditInTheCurrencyThatIsTakenNext(
            String next, String usd, String unit, BigDecimal amount, boolean low) {
        stub.answerWith(StubAnswer.json(
                200,
                "{\"canConsume\":true,\"consumptionCurrency\":\"%s\",\"balances\":{\"diem\":90.5,\"usd\":%s},\"diemEpochAllocation\":100}"
                        .formatted(next, usd)));

        assertThat(venice(stub.uri()).findCredit().block(LIMIT)).isEqualTo(new ProviderCredit(amount, unit, low));
        assertThat(stub.onlyRequest().uri()).hasToString("/api/v1/billing/balance");
        assertThat(stub.onlyRequest().header("Authorization")).isEqualTo("Bearer a-key");
    }

    @Test
    void knowsNoCreditWithAKeyThatMayOnlyMakeImages() {
        stub.answerWith(StubAnswer.json(401, "{\"error\":\"Authentication failed\"}"));

        assertThat(venice(stub.uri()).findCredit().blockOptional(LIMIT)).isEmpty();
    }

    @Test
    void makesNoCallForTheCreditWhileItIsLockedOut() {
        VeniceImageProvider venice = venice(stub.uri());
        stub.answerWith(StubAnswer.json(429, "{\"error\":\"slow down\"}"));

        StepVerifier.create(venice.findCredit())
                .expectError(ProviderException.Busy.class)
                .verify(LIMIT);
        StepVerifier.create(venice.findCredit())
                .expectError(ProviderException.Suspended.class)
                .verify(LIMIT);
        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void makesNoCallWhileItIsLockedOut() {
        VeniceImageProvider venice = venice(stub.uri());
        stub.answerWith(StubAnswer.json(429, "{\"error\":\"slow down\"}"), StubAnswer.json(200, MADE));

        expectFailure(venice.requestImage(request(Map.of())), "Busy");
        now = NOW.plusSeconds(29);
        expectFailure(venice.requestImage(request(Map.of())), "Suspended", "venice_locked_out");
        assertThat(stub.requests).hasSize(1);
        now = NOW.plusSeconds(30);

        assertThat(made(venice.requestImage(request(Map.of()))).bytes()).isEqualTo(PNG);
    }

    @ParameterizedTest
    @CsvSource({"1800000050, 50", "1799999999, 30", "1800009999, 30", "soon, 30"})
    void waitsAsLongAsVeniceSays(String reset, int seconds) {
        VeniceImageProvider venice = venice(stub.uri());
        stub.answerWith(
                StubAnswer.json(429, "{}").withHeader("x-ratelimit-reset-requests", reset), StubAnswer.json(200, MADE));

        expectFailure(venice.requestImage(request(Map.of())), "Busy");
        now = NOW.plusSeconds(seconds - 1);
        expectFailure(venice.requestImage(request(Map.of())), "Suspended");
        now = NOW.plusSeconds(seconds);

        made(venice.requestImage(request(Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"images\":[]}", "{\"images\":null}", "{}", "oops"})
    void takesNoSuccessWithoutAnImageForAnImage(String body) {
        stub.answerWith(StubAnswer.json(200, body));

        expectFailure(venice(stub.uri()).requestImage(request(Map.of())), "NotMade", "venice_no_image");
    }

    @Test
    void readsItsAnswersOffTheEventLoop() {
        stub.answerWith(StubAnswer.json(200, "{\"images\":[\"" + PNG_BASE64 + "\"]}"));

        expectReadOffEventLoop(venice(stub.uri()).requestImage(request(Map.of())));
    }

    @Test
    void knowsThatARequestWithoutAnAnswerMayHaveBeenTaken() {
        stub.answerWith(StubAnswer.reset(), StubAnswer.json(200, MADE).cutOff(), StubAnswer.never());

        expectFailure(venice(stub.uri()).requestImage(request(Map.of())), "Unanswered");
        expectFailure(venice(stub.uri()).requestImage(request(Map.of())), "Unanswered");
        expectFailure(venice(stub.uri()).requestImage(request(Map.of())), "Unanswered");
        assertThat(stub.requests).hasSize(3);
    }

    private VeniceImageProvider venice(URI uri) {
        return new VeniceImageProvider(
                new VeniceProperties(
                        true,
                        uri.resolve("/api/v1"),
                        "a-key",
                        Duration.ofSeconds(2),
                        true,
                        BigDecimal.valueOf(5),
                        Set.of("by-resolution")),
                SafeFetchFixtures.clients(),
                new TurnedClock());
    }

    /** Shows the time of the test. */
    private final class TurnedClock extends Clock {

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
