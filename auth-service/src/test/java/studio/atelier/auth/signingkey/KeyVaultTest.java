package studio.atelier.auth.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class KeyVaultTest {

    private final KeyVault vault = new KeyVault(properties(1));

    @Test
    void opensWhatItLocked() {
        assertThat(vault.unlock("a", vault.lock("a", "secret"))).contains("secret");
    }

    @Test
    void locksDifferentlyEachTimeAndShowsNothing() {
        String locked = vault.lock("a", "secret");

        assertThat(locked).isNotEqualTo(vault.lock("a", "secret"));
        assertThat(new String(Base64.getDecoder().decode(locked), StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
    }

    @Test
    void opensNothingForAnotherIdOrWithAnotherKey() {
        String locked = vault.lock("a", "secret");

        assertThat(vault.unlock("b", locked)).isEmpty();
        assertThat(new KeyVault(properties(2)).unlock("a", locked)).isEmpty();
    }

    @Test
    void opensNothingThatWasTamperedWith() {
        byte[] locked = Base64.getDecoder().decode(vault.lock("a", "secret"));
        for (int i = 0; i < locked.length; i++) {
            byte[] tampered = locked.clone();
            tampered[i] ^= 1;
            assertThat(vault.unlock("a", Base64.getEncoder().encodeToString(tampered)))
                    .isEmpty();
        }
        assertThat(vault.unlock("a", "")).isEmpty();
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
