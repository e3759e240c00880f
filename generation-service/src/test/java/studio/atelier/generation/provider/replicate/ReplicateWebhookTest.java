package studio.atelier.generation.provider.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.generation.provider.ReceiveProviderCallback;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;
import tools.jackson.databind.json.JsonMapper;

class ReplicateWebhookTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long THEN = 1_614_265_330L;
    private static final String DELIVERY = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String BODY = "{\"test\": 2432232314}";

    /** The public vector of the scheme, for these four. */
    private static final String VECTOR = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private final ReceiveProviderCallback receive = mock();

    @BeforeEach
    void receiveCallbacks() {
        when(receive.handle(any(), anyString(), anyString(), any())).thenReturn(Mono.empty());
        when(receive.refuseCallback(anyString()))
                .thenReturn(Mono.error(CommonProblemException.of(CommonProblemCode.UNAUTHENTICATED)));
    }

    @Test
    void agreesWithTheVectorOfTheScheme() {
        assertThat(isSigned(THEN, DELIVERY, Long.toString(THEN), VECTOR, BODY)).isTrue();
    }

    @Test
    void takesAnyOfSeveralSignatures() {
        assertThat(isSigned(THEN, DELIVERY, Long.toString(THEN), "v1,AAAA v1a,BBBB " + VECTOR, BODY))
                .isTrue();
        assertThat(isSigned(THEN, DELIVERY, Long.toString(THEN), "v1,AAAA v2" + VECTOR.substring(2), BODY))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "msg_other, 1614265330, '{\"test\": 2432232314}'",
        "msg_p5jXN8AQM9LWM0D4loKWxJek, 1614265331, '{\"test\": 2432232314}'",
        "msg_p5jXN8AQM9LWM0D4loKWxJek, 1614265330, '{\"test\":2432232314}'",
        "msg_p5jXN8AQM9LWM0D4loKWxJek, soon, '{\"test\": 2432232314}'",
        "'', 1614265330, '{\"test\": 2432232314}'"
    })
    void refusesAnotherDeliveryTimeOrBody(String delivery, String timestamp, String body) {
        assertThat(isSigned(THEN, delivery, timestamp, VECTOR, body)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"301, false", "299, true", "-301, false", "-299, true"})
    void refusesAGenuineSignatureThatIsTooOldOrFromTheFuture(int secondsLater, boolean accepted) {
        assertThat(isSigned(THEN + secondsLater, DELIVERY, Long.toString(THEN), VECTOR, BODY))
                .isEqualTo(accepted);
    }

    @Test
    void believesNothingWithoutASecret() {
        ReplicateWebhookSignatures signatures = signatures("", THEN);

        assertThat(signatures.isSignedByReplicate(DELIVERY, Long.toString(THEN), VECTOR, bytes(BODY)))
                .isFalse();
        assertThat(signatures.attemptOf(UUID.randomUUID() + ".x")).isEmpty();
    }

    @Test
    void recordsAGenuineWebhookAsOftenAsItIsRepeated() {
        UUID attempt = UUID.randomUUID();
        String body = "{\"id\":\"gm3x\",\"status\":\"succeeded\",\"output\":[\"https://r.example/a.png\"]}";

        for (int delivery = 0; delivery < 2; delivery++) {
            StepVerifier.create(deliver(parameterOf(attempt), body, sign(body)))
                    .expectComplete()
                    .verify(LIMIT);
        }

        verify(receive, times(2)).handle(attempt, "replicate", "gm3x", null);
    }

    /** White space is a part of what is signed. */
    @Test
    void verifiesTheBodyAsItArrives() {
        UUID attempt = UUID.randomUUID();
        String body = "{ \"id\" :\t\"gm3x\",\r\n \"output\": [\"\\u043f\", \"п\"] }\n";

        WebTestClient.bindToController(controller())
                .build()
                .post()
                .uri("/webhooks/replicate?attempt={attempt}", parameterOf(attempt))
                .contentType(MediaType.APPLICATION_JSON)
                .header("webhook-id", DELIVERY)
                .header("webhook-timestamp", Long.toString(THEN))
                .header("webhook-signature", sign(body))
                .bodyValue(bytes(body))
                .exchange()
                .expectStatus()
                .isNoContent();

        verify(receive).handle(attempt, "replicate", "gm3x", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "00000000-0000-4000-8000-000000000000.AAAA"})
    void refusesAnAddressThatIsNotOurs(String parameter) {
        String body = "{\"id\":\"gm3x\"}";

        StepVerifier.create(deliver(parameter, body, sign(body)))
                .expectError(CommonProblemException.class)
                .verify(LIMIT);

        verify(receive, never()).handle(any(), any(), any(), any());
    }

    @Test
    void refusesABodyThatReplicateDidNotSign() {
        StepVerifier.create(deliver(parameterOf(UUID.randomUUID()), "{\"id\":\"other\"}", sign("{\"id\":\"gm3x\"}")))
                .expectError(CommonProblemException.class)
                .verify(LIMIT);

        verify(receive, never()).handle(any(), any(), any(), any());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":null}", "oops", "{\"id\":\"../x\"}"})
    void recordsNothingOfAGenuineWebhookWithoutAnId(String body) {
        StepVerifier.create(deliver(parameterOf(UUID.randomUUID()), body, sign(body)))
                .expectComplete()
                .verify(LIMIT);

        verify(receive, never()).handle(any(), any(), any(), any());
    }

    private Mono<Void> deliver(String attempt, String body, String signature) {
        return controller().receiveWebhook(attempt, DELIVERY, Long.toString(THEN), signature, bytes(body));
    }

    private ReplicateWebhookController controller() {
        return new ReplicateWebhookController(
                signatures(ReplicateFixtures.SECRET, THEN),
                receive,
                JsonMapper.builder().build());
    }

    private static String parameterOf(UUID attempt) {
        String address = signatures(ReplicateFixtures.SECRET, THEN).callbackAddress(attempt);
        return URI.create(address).getQuery().replace("attempt=", "");
    }

    /** Without code of the client. */
    private static String sign(String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    Base64.getDecoder().decode(ReplicateFixtures.SECRET.substring("whsec_".length())), "HmacSHA256"));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(bytes(DELIVERY + "." + THEN + "." + body)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSigned(long now, String delivery, String timestamp, String signature, String body) {
        return signatures(ReplicateFixtures.SECRET, now)
                .isSignedByReplicate(delivery, timestamp, signature, bytes(body));
    }

    private static ReplicateWebhookSignatures signatures(String secret, long now) {
        return new ReplicateWebhookSignatures(
                ReplicateFixtures.properties(URI.create("https://api.replicate.example"), secret),
                Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
