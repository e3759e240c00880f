package studio.atelier.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SigningKeyCipherTest {

    private final SigningKeyCipher vault = new SigningKeyCipher(properties(1));

    @Test
    void opensWhatItLocked() {
        assertThat(vault.decryptKey("a", vault.encryptKey("a", "secret"))).contains("secret");
    }

    @Test
    void locksDifferentlyEachTimeAndShowsNothing() {
        String locked = vault.encryptKey("a", "secret");

        assertThat(locked).isNotEqualTo(vault.encryptKey("a", "secret"));
        assertThat(new String(Base64.getDecoder().decode(locked), StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
    }

    @Test
    void opensNothingForAnotherIdOrWithAnotherKey() {
        String locked = vault.encryptKey("a", "secret");

        assertThat(vault.decryptKey("b", locked)).isEmpty();
        assertThat(new SigningKeyCipher(properties(2)).decryptKey("a", locked)).isEmpty();
    }

    @Test
    void opensNothingThatWasTamperedWith() {
        byte[] locked = Base64.getDecoder().decode(vault.encryptKey("a", "secret"));
        for (int i = 0; i < locked.length; i++) {
            byte[] tampered = locked.clone();
            tampered[i] ^= 1;
            assertThat(vault.decryptKey("a", Base64.getEncoder().encodeToString(tampered)))
                    .isEmpty();
        }
        assertThat(vault.decryptKey("a", "")).isEmpty();
    }

    @Test
    void wantsAKeyOfTheRightLength() {
        assertThatThrownBy(() -> properties("changeme")).hasMessageContaining("openssl rand -base64 32");
        assertThatThrownBy(() -> properties("")).hasMessageContaining("ATELIER_AUTH_KEY_ENCRYPTION_KEY");
    }

    static SigningKeyProperties properties(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return properties(Base64.getEncoder().encodeToString(key));
    }

    private static SigningKeyProperties properties(String encryptionKey) {
        return new SigningKeyProperties(
                encryptionKey,
                Duration.ofDays(30),
                Duration.ofHours(2),
                Duration.ofHours(2),
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofMinutes(5));
    }
}
