package studio.atelier.generation.provider.kie;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;
import studio.atelier.generation.provider.ImageProvider.ImageRequestAnswer;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;
import studio.atelier.generation.provider.ImageProvider.PreparedJobInput;
import studio.atelier.generation.provider.ImageProvider.ProviderCredit;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;
import studio.atelier.generation.provider.ImageProvider.ProviderTaskStatus;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.SafeFetchFixtures;
import studio.atelier.generation.support.KieStub;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KieImageProviderTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final KieStub KIE = KieStub.start();
    private static final InputPictureFile PICTURE = new InputPictureFile(new byte[] {1}, "image/png");

    @AfterAll
    static void close() {
        KIE.close();
    }

    @BeforeEach
    void reset() {
        KIE.reset();
    }

    @Test
    void spellsTheInputOfNanoBananaTwo() {
        StepVerifier.create(kie(KIE.uri()).requestImage(request("nano-banana-2")))
                .expectNextMatches(ImageRequestAnswer.AcceptedProviderTask.class::isInstance)
                .expectComplete()
                .verify(LIMIT);

        JsonNode sent = KIE.creates.get(0);
        assertThat(sent.path("model").asString()).isEqualTo("nano-banana-2");
        assertThat(sent.path("input").path("prompt").asString()).isEqualTo("a red kite");
        assertThat(sent.path("input").path("image_input").path(1).asString()).isEqualTo("https://files.example/b");
        assertThat(sent.path("input").path("output_format").asString()).isEqualTo("png");
        assertThat(sent.path("callBackUrl").asString()).startsWith("https://studio.example/webhooks/kie?attempt=");
    }

    @Test
    void spellsTheInputOfTheOldEditModelDifferently() {
        StepVerifier.create(kie(KIE.uri()).requestImage(request("google/nano-banana-edit")))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);

        JsonNode input = KIE.creates.get(0).path("input");
        assertThat(input.path("image_urls").size()).isEqualTo(2);
        assertThat(input.path("image_size").asString()).isEqualTo("auto");
        assertThat(input.has("image_input")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1000, 1000, false", "999.5, 999.5, true", "0, 0, true"})
    void findsTheCreditAndKnowsWhenItIsLow(String told, BigDecimal amount, boolean low) {
        KIE.credits = told;

        StepVerifier.create(kie(KIE.uri()).findCredit())
                .expectNext(new ProviderCredit(amount, "credits", low))
                .expectComplete()
                .verify(LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"'\"many\"', kie_malformed_credit", "'', kie_malformed_answer"})
    void takesNothingElseForACredit(String told, String detail) {
        KIE.credits = told;

        StepVerifier.create(kie(KIE.uri()).findCredit())
                .expectErrorMatches(e -> e instanceof ProviderException.Broken broken
                        && broken.detailCode().equals(detail))
                .verify(LIMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "400, Refused",
        "401, AccountTrouble",
        "402, OutOfCredit",
        "404, Refused",
        "408, NotMade",
        "422, Refused",
        "429, Busy",
        "433, AccountTrouble",
        "455, Busy",
        "500, Broken",
        "501, NotMade",
        "505, AccountTrouble",
        "777, Broken"
    })
    void readsTheOutcomeFromTheBodysCode(int code, String expected) {
        KIE.nextCreates.add(KieStub.Answer.code(code));

        expectCreate(kie(KIE.uri()), expected);

        assertThat(KIE.creates).as("a paid call is never repeated inside").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"429, Busy", "401, AccountTrouble", "404, Refused", "500, Broken", "502, Broken", "504, Unanswered"})
    void readsTheOutcomeFromTheHttpStatusWhereTheBodyHasNoCode(int status, String expected) {
        KIE.nextCreates.add(new KieStub.Answer(status, "<html>oops</html>"));

        expectCreate(kie(KIE.uri()), expected);
    }

    @Test
    void doesNotTakeAGarbledYesForAYes() {
        KIE.nextCreates.add(new KieStub.Answer(200, "OK"));
        expectCreate(kie(KIE.uri()), "Broken");

        KIE.nextCreates.add(new KieStub.Answer(200, "{\"code\":200,\"msg\":\"success\",\"data\":{}}"));
        expectCreate(kie(KIE.uri()), "Unanswered");
    }

    @Test
    void knowsThatARequestWithoutAnAnswerMayHaveBeenTaken() {
        KIE.nextCreates.add(KieStub.Answer.lost());
        expectCreate(kie(KIE.uri()), "Unanswered");

        KIE.nextCreates.add(KieStub.Answer.cutOff());
        expectCreate(kie(KIE.uri()), "Unanswered");
    }

    @Test
    void knowsThatNobodyTookARequestWhenNobodyIsThere() {
        expectCreate(kie(URI.create("http://127.0.0.1:1")), "Busy");
    }

    private static void expectCreate(KieImageProvider kie, String expected) {
        StepVerifier.create(kie.requestImage(request("nano-banana-2")))
                .expectErrorMatches(e -> e instanceof ProviderException
                        && e.getClass().getSimpleName().equals(expected))
                .verify(LIMIT);
    }

    @Test
    void refusesWhatTheModelCannotTake() {
        ProviderImageRequest tooLong = new ProviderImageRequest(
                UUID.randomUUID(), "google/nano-banana-edit", "x".repeat(5001), List.of(), Map.of());

        StepVerifier.create(kie(KIE.uri()).requestImage(tooLong))
                .expectError(ProviderException.Refused.class)
                .verify(LIMIT);

        assertThat(KIE.creates).isEmpty();
    }

    @Test
    void readsTheResultOutOfTheStringWithinTheAnswer() {
        String task = created();
        KieImageProvider kie = kie(KIE.uri());

        StepVerifier.create(kie.findTaskStatus(task))
                .expectNext(new ProviderTaskStatus.RunningProviderTask(null))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(kie.findTaskStatus(task))
                .expectNext(new ProviderTaskStatus.SucceededProviderTask(KIE.uri() + "/result/" + task))
                .expectComplete()
                .verify(LIMIT);
    }

    @ParameterizedTest
    @CsvSource({"501, NotMade", "'', NotMade", "422, Refused", "402, OutOfCredit"})
    void readsWhyATaskFailed(String failCode, String expected) {
        KIE.outcome = () -> KieStub.Outcome.failure(failCode);
        String task = created();

        StepVerifier.create(kie(KIE.uri()).findTaskStatus(task))
                .expectNextMatches(progress -> progress instanceof ProviderTaskStatus.FailedProviderTask failed
                        && failed.reason().getClass().getSimpleName().equals(expected))
                .expectComplete()
                .verify(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Your prompt was flagged by Website as violating content policies.",
                "Your content was flagged by OpenAI as violating content policies",
                "Your request was rejected by Flow(Your prompt was flagged by Website as violating content policies)."
            })
    void tellsARefusalOfThePolicyByItsText(String message) {
        KIE.nextCreates.add(new KieStub.Answer(200, "{\"code\":400,\"msg\":\"" + message + "\"}"));
        expectCreate(kie(KIE.uri()), "PolicyRefused");

        String task = created();
        KIE.nextLooks.add(new KieStub.Answer(
                200,
                "{\"code\":200,\"data\":{\"state\":\"fail\",\"failCode\":\"500\",\"failMsg\":\"" + message + "\"}}"));
        StepVerifier.create(kie(KIE.uri()).findTaskStatus(task))
                .expectNextMatches(status -> status instanceof ProviderTaskStatus.FailedProviderTask failed
                        && failed.reason() instanceof ProviderException.PolicyRefused)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void looksAgainWhenALookFails() {
        String task = created();
        KIE.nextLooks.add(new KieStub.Answer(500, "oops"));

        StepVerifier.create(kie(KIE.uri()).findTaskStatus(task))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);

        assertThat(KIE.looks()).isEqualTo(2);
    }

    @Test
    void doesNotLookAgainForATaskThatIsNotThere() {
        StepVerifier.create(kie(KIE.uri()).findTaskStatus("t_unknown"))
                .expectError(ProviderException.Refused.class)
                .verify(LIMIT);

        assertThat(KIE.looks()).isEqualTo(1);
    }

    @Test
    void uploadsEachInputUnderANewName() {
        KieImageProvider kie = kie(KIE.uri());
        List<InputPictureFile> two = List.of(
                new InputPictureFile(new byte[] {1}, "image/png"), new InputPictureFile(new byte[] {2}, "image/jpeg"));

        StepVerifier.create(kie.prepareInputs(UUID.randomUUID(), two))
                .expectNextMatches(prepared ->
                        prepared.size() == 2 && prepared.get(0).reference().startsWith(KIE.uri() + "/up/"))
                .expectComplete()
                .verify(LIMIT);

        assertThat(KIE.uploads).hasSize(2);
        assertThat(KIE.uploads).anyMatch(body -> body.contains("-0.png")).anyMatch(body -> body.contains("-1.jpg"));
        assertThat(KIE.uploads)
                .allMatch(body -> body.contains("name=\"uploadPath\"") && body.contains("name=\"file\""));
    }

    private static String created() {
        return kie(KIE.uri())
                .requestImage(request("nano-banana-2"))
                .map(made -> ((ImageRequestAnswer.AcceptedProviderTask) made).providerTaskId())
                .block(LIMIT);
    }

    private static ProviderImageRequest request(String model) {
        return new ProviderImageRequest(
                UUID.randomUUID(),
                model,
                "a red kite",
                List.of(
                        new PreparedJobInput(PICTURE, "https://files.example/a"),
                        new PreparedJobInput(PICTURE, "https://files.example/b")),
                Map.of());
    }

    private static KieImageProvider kie(URI uri) {
        KieProperties properties = KieFixtures.properties(uri);
        return new KieImageProvider(
                properties,
                new KieCallbackSignatures(properties, Clock.systemUTC()),
                SafeFetchFixtures.trusting(KIE.host()),
                JsonMapper.builder().build(),
                SafeFetchFixtures.clients());
    }
}
