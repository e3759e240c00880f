package studio.atelier.generation.provider.kie;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KieCallbackSignaturesTest {

    /** The vector of contracts/kie.md; its key is shorter than we accept in settings. */
    private static final String VECTOR = "KQMAXRdb1WTzFGX9ezt9w6NvKvyXxvZASYCI9eNXuKg=";

    private static final long THEN = 1_700_000_000L;

    @Test
    void agreesWithTheContractsVector() {
        assertThat(signatures("test_hmac_key", THEN).isSignedByKie("task_demo_001", Long.toString(THEN), VECTOR))
                .isTrue();
    }

    @Test
    void refusesAnotherTaskTimeOrSignature() {
        KieCallbackSignatures signatures = signatures("test_hmac_key", THEN);

        assertThat(signatures.isSignedByKie("task_demo_002", Long.toString(THEN), VECTOR))
                .isFalse();
        assertThat(signatures.isSignedByKie("task_demo_001", Long.toString(THEN + 1), VECTOR))
                .isFalse();
        assertThat(signatures.isSignedByKie("task_demo_001", Long.toString(THEN), ""))
                .isFalse();
        assertThat(signatures.isSignedByKie("task_demo_001", "soon", VECTOR)).isFalse();
        assertThat(signatures.isSignedByKie("", Long.toString(THEN), VECTOR)).isFalse();
    }

    @Test
    void refusesAGenuineSignatureThatIsTooOldOrFromTheFuture() {
        assertThat(signatures("test_hmac_key", THEN + 301).isSignedByKie("task_demo_001", Long.toString(THEN), VECTOR))
                .isFalse();
        assertThat(signatures("test_hmac_key", THEN - 301).isSignedByKie("task_demo_001", Long.toString(THEN), VECTOR))
                .isFalse();
        assertThat(signatures("test_hmac_key", THEN + 299).isSignedByKie("task_demo_001", Long.toString(THEN), VECTOR))
                .isTrue();
    }

    @Test
    void knowsItsOwnAttemptsOnly() {
        KieCallbackSignatures signatures = signatures("test_hmac_key_of_some_length", THEN);
        UUID attempt = UUID.randomUUID();
        String parameter =
                URI.create(signatures.callbackAddress(attempt)).getQuery().replace("attempt=", "");

        assertThat(signatures.attemptOf(parameter)).contains(attempt);
        assertThat(signatures.attemptOf(UUID.randomUUID() + parameter.substring(36)))
                .isEmpty();
        assertThat(signatures.attemptOf(attempt + ".")).isEmpty();
        assertThat(signatures.attemptOf("")).isEmpty();
        assertThat(signatures.attemptOf("nonsense.nonsense")).isEmpty();
    }

    @Test
    void believesNothingWithoutAKey() {
        KieCallbackSignatures signatures = signatures("", THEN);

        assertThat(signatures.isSignedByKie("task_demo_001", Long.toString(THEN), VECTOR))
                .isFalse();
        assertThat(signatures.attemptOf(UUID.randomUUID() + ".x")).isEmpty();
    }

    private static KieCallbackSignatures signatures(String key, long now) {
        return new KieCallbackSignatures(
                KieFixtures.properties(URI.create("https://api.kie.example"), key),
                Clock.fixed(Instant.ofEpochSecond(now), ZoneOffset.UTC));
    }
}
