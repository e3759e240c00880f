package studio.atelier.generation.provider.pollinations;

import static org.assertj.core.api.Assertions.assertThat;
import static studio.atelier.generation.provider.ProviderRequestFixtures.PNG;
import static studio.atelier.generation.provider.ProviderRequestFixtures.edit;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectFailure;
import static studio.atelier.generation.provider.ProviderRequestFixtures.expectReadOffEventLoop;
import static studio.atelier.generation.provider.ProviderRequestFixtures.made;
import static studio.atelier.generation.provider.ProviderRequestFixtures.request;
import static studio.atelier.generation.provider.ProviderRequestFixtures.requestOf;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.provider.ImageProvider.FetchedPictureFile;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderRequestFixtures;
import studio.atelier.generation.provider.ProviderStub;
import studio.atelier.generation.provider.ProviderStub.ReceivedRequest;
import studio.atelier.generation.provider.ProviderStub.StubAnswer;
import studio.atelier.generation.provider.SafeFetchFixtures;

class PollinationsImageProviderTest {

    private static final StubAnswer MADE = StubAnswer.of(200, "image/png", PNG);
    private static final byte[] NOTICE = PictureFixtures.png(16, 16);

    private final ProviderStub stub = ProviderStub.start();

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void sendsEveryParameterThatPollinationsKnows() {
        stub.answerWith(MADE);

        FetchedPictureFile picture = made(pollinations()
                .requestImage(request(
                        Map.of("aspect_ratio", "16:9", "seed", 42, "quality", "high", "negative_prompt", "birds"))));

        assertThat(picture.bytes()).isEqualTo(PNG);
        assertThat(picture.contentType()).isEqualTo("image/png");
        ReceivedRequest sent = stub.onlyRequest();
        assertThat(sent.method()).isEqualTo("GET");
        assertThat(sent.uri())
                .hasToString("/base/image/a%20red%20kite?model=a-model&width=1024&height=576&seed=42&quality=high"
                        + "&safe=sexual%2Cviolence");
        assertThat(sent.header("Authorization")).isEqualTo("Bearer sk_key");
    }

    @ParameterizedTest
    @CsvSource({
        "'a/b?c=d&e#f', 'a%2Fb%3Fc%3Dd%26e%23f'",
        "'100% {model}', '100%25%20%7Bmodel%7D'",
        "воздушный, %D0%B2%D0%BE%D0%B7%D0%B4%D1%83%D1%88%D0%BD%D1%8B%D0%B9",
        "'../v1/models', '..%2Fv1%2Fmodels'"
    })
    void encodesThePromptIntoOnePathSegment(String prompt, String encoded) {
        stub.answerWith(MADE);

        made(pollinations().requestImage(requestOf("flux", prompt)));

        assertThat(stub.onlyRequest().uri().getRawPath()).isEqualTo("/base/image/" + encoded);
    }

    @Test
    void takesAnotherSeedForEachAttemptAndTheSameForARepeat() {
        ProviderImageRequest request = request(Map.of());
        stub.answerWith(MADE, StubAnswer.of(200, "image/png", PictureFixtures.png(8, 8)), MADE);
        PollinationsImageProvider pollinations = pollinations();

        made(pollinations.requestImage(request));
        made(pollinations.requestImage(request(Map.of())));
        made(pollinations.requestImage(request));

        List<String> sent = stub.requests.stream()
                .map(received -> received.uri().toString())
                .toList();
        assertThat(sent.get(0)).isNotEqualTo(sent.get(1)).isEqualTo(sent.get(2)).contains("seed=");
    }

    @Test
    void repeatsARequestWithoutAnAnswerUnchanged() {
        stub.answerWith(StubAnswer.reset(), StubAnswer.json(504, "{}"), MADE);

        assertThat(made(pollinations().requestImage(request(Map.of()))).bytes()).isEqualTo(PNG);

        assertThat(stub.requests).hasSize(3);
        assertThat(stub.requests.stream().map(ReceivedRequest::uri).distinct()).hasSize(1);
    }

    @Test
    void repeatsARequestTwiceAtMost() {
        stub.answerWith(StubAnswer.reset(), MADE.cutOff(), StubAnswer.never(), MADE);

        expectFailure(pollinations().requestImage(request(Map.of())), "Unanswered");

        assertThat(stub.requests).hasSize(3);
    }

    @Test
    void refusesWhatPollinationsCannotTakeWithoutACall() {
        PollinationsImageProvider pollinations = pollinations();

        expectFailure(pollinations.requestImage(edit(1, Map.of())), "Refused", "pollinations_takes_no_pictures");
        expectFailure(
                pollinations.requestImage(requestOf("flux", "п".repeat(2500))),
                "Refused",
                "pollinations_prompt_too_long");
        expectFailure(
                pollinations.requestImage(request(Map.of("resolution", "4K"))),
                "Refused",
                "pollinations_resolution_not_available");
        expectFailure(
                pollinations.requestImage(request(Map.of("aspect_ratio", "0:0"))),
                "Refused",
                "pollinations_bad_aspect_ratio");

        assertThat(stub.requests).isEmpty();
    }

    @Test
    void takesALongPromptInCyrillic() {
        stub.answerWith(MADE);

        made(pollinations().requestImage(requestOf("flux", "п".repeat(2000))));

        assertThat(stub.requests).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "400, BAD_REQUEST, invalid width, Refused",
        "400, safety_error, blocked, PolicyRefused",
        "422, BAD, content_policy_violation, PolicyRefused",
        "401, UNAUTHORIZED, no key, AccountTrouble",
        "402, PAYMENT_REQUIRED, no pollen, OutOfCredit",
        "402, x402, Queue full for IP: 1 requests already queued, Busy",
        "403, FORBIDDEN, no permission, Refused",
        "404, NOT_FOUND, no model, Refused",
        "429, RATE, slow down, Busy",
        "500, INTERNAL, oops, Broken",
        "502, BAD_GATEWAY, oops, Broken",
        "503, safety check failed, oops, Busy"
    })
    void mapsErrorsToTheWaysToContinue(int status, String code, String message, String expected) {
        stub.answerWith(StubAnswer.json(
                status,
                "{\"status\":%d,\"success\":false,\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}"
                        .formatted(status, code, message)));

        expectFailure(pollinations().requestImage(request(Map.of())), expected);

        assertThat(stub.requests)
                .as("an answered call is never repeated inside")
                .hasSize(1);
    }

    @Test
    void readsThePaymentErrorWhoseQueueIsFullInItsOtherForm() {
        stub.answerWith(StubAnswer.json(402, "{\"x402Version\":1,\"error\":\"Queue full for IP 1.2.3.4\"}"));

        expectFailure(pollinations().requestImage(request(Map.of())), "Busy", "pollinations_queue_full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json", "video/mp4", "application/octet-stream"})
    void deliversNothingThatIsNotDeclaredAsAPicture(String contentType) {
        stub.answerWith(StubAnswer.of(200, contentType, PNG));

        expectFailure(pollinations().requestImage(request(Map.of())), "Unusable", "pollinations_not_a_picture");
    }

    @Test
    void neverDeliversAKnownNotice() {
        stub.answerWith(StubAnswer.of(200, "image/jpeg", NOTICE));

        expectFailure(
                pollinations(sha256(NOTICE)).requestImage(request(Map.of())),
                "Busy",
                "pollinations_notice_instead_of_picture");
    }

    @Test
    void takesTheSameBytesForTwoRequestsForANotice() {
        StubAnswer notice = StubAnswer.of(200, "image/jpeg", NOTICE);
        PollinationsImageProvider pollinations = pollinations();
        ProviderImageRequest first = request(Map.of("seed", 1));
        stub.answerWith(notice, notice, notice, MADE);

        made(pollinations.requestImage(first));
        expectFailure(pollinations.requestImage(request(Map.of("seed", 2))), "Busy");
        expectFailure(pollinations.requestImage(first), "Busy");
        made(pollinations.requestImage(request(Map.of("seed", 3))));
    }

    @Test
    void deliversACachedPictureToTheSameRequest() {
        PollinationsImageProvider pollinations = pollinations();
        ProviderImageRequest request = request(Map.of());
        stub.answerWith(MADE, MADE);

        made(pollinations.requestImage(request));

        assertThat(made(pollinations.requestImage(request)).bytes()).isEqualTo(PNG);
    }

    @Test
    void readsItsAnswersOffTheEventLoop() {
        stub.answerWith(MADE);

        expectReadOffEventLoop(pollinations().requestImage(request(Map.of())));
    }

    @Test
    void cutsOffAnAnswerThatIsTooLarge() {
        stub.answerWith(StubAnswer.of(200, "image/png", new byte[400_000]));

        expectFailure(
                pollinations(stub.uri(), SafeFetchFixtures.clients(DataSize.ofKilobytes(64)))
                        .requestImage(request(Map.of())),
                "TooLarge",
                "pollinations_answer_too_large");
    }

    /** Spans, metrics and logs are made of what observers and the callers of a failed call see. */
    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void showsThePromptNeitherToObserversNorInErrors(CapturedOutput output) {
        StringWriter seen = new StringWriter();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new SeenByObservers(seen));
        PollinationsImageProvider pollinations = pollinations(stub.uri(), SafeFetchFixtures.clients(observations));
        StubAnswer refused = StubAnswer.json(400, "{\"error\":{\"message\":\"invalid\"}}");
        StubAnswer begun = StubAnswer.of(200, "image/png", new byte[500_000]).cutOff();
        stub.answerWith(MADE, refused, StubAnswer.reset(), StubAnswer.never(), StubAnswer.reset());
        stub.answerWith(begun, begun, begun);

        made(pollinations.requestImage(requestOf("flux", "a secret kite")));
        for (int failure = 0; failure < 3; failure++) {
            writeTrace(seen, pollinations.requestImage(requestOf("flux", "a secret kite")));
        }
        writeTrace(
                seen,
                pollinations(URI.create("http://127.0.0.1:1"), SafeFetchFixtures.clients(observations))
                        .requestImage(requestOf("flux", "a secret kite")));

        assertThat(stub.requests)
                .hasSizeGreaterThan(6)
                .allSatisfy(sent -> assertThat(sent.uri().getPath()).isEqualTo("/base/image/a secret kite"));
        assertThat(seen.toString()).contains("http.url", "/image", "Unanswered").doesNotContain("secret");
        assertThat(output.getAll()).doesNotContain("secret");
    }

    private static void writeTrace(StringWriter seen, Mono<?> failing) {
        StepVerifier.create(failing)
                .expectErrorSatisfies(e -> e.printStackTrace(new PrintWriter(seen)))
                .verify(ProviderRequestFixtures.LIMIT);
    }

    /** Writes down everything that an observation holds when it ends. */
    private record SeenByObservers(StringWriter seen) implements ObservationHandler<Observation.Context> {

        @Override
        public void onStop(Observation.Context context) {
            seen.append(context.getContextualName() + " " + context.getAllKeyValues() + "\n");
            Throwable error = context.getError();
            if (error != null) {
                error.printStackTrace(new PrintWriter(seen));
            }
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private PollinationsImageProvider pollinations(String... noticeHashes) {
        return pollinations(stub.uri(), SafeFetchFixtures.clients(), noticeHashes);
    }

    private static PollinationsImageProvider pollinations(
            URI server, ProviderHttpClients clients, String... noticeHashes) {
        return new PollinationsImageProvider(
                new PollinationsProperties(
                        true,
                        server.resolve("/base"),
                        "sk_key",
                        Duration.ofSeconds(1),
                        "sexual,violence",
                        Set.of(noticeHashes)),
                clients);
    }
}
