package studio.atelier.auth.signingkey;

import java.time.Duration;
import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Lifetimes of signing keys.
 *
 * @param encryptionKey key that encrypts private keys in the database: 32 random bytes in base64. When it changes, a
 *     new signing key is generated at once, and keys that cannot be decrypted stay published until their tokens have
 *     expired
 * @param signsFor how long a key signs before the next one takes over
 * @param publishedBefore how long a key is published before it signs; longer than any client caches the JWKS
 * @param publishedAfter how long a key stays published after its last signature; longer than an access token lives
 * @param reloadEvery interval between two reloads of the keys in an instance; much shorter than {@code publishedBefore}
 * @param rotationCheckEvery interval between two checks whether a next key is due
 * @param jwksMaxAge how long clients may cache the JWKS
 */
@ConfigurationProperties("atelier.auth.signing-key")
record SigningKeyProperties(
        @DefaultValue("") String encryptionKey,
        @DefaultValue("30d") Duration signsFor,
        @DefaultValue("2h") Duration publishedBefore,
        @DefaultValue("2h") Duration publishedAfter,
        @DefaultValue("30s") Duration reloadEvery,
        @DefaultValue("10m") Duration rotationCheckEvery,
        @DefaultValue("5m") Duration jwksMaxAge) {

    private static final int KEY_BYTES = 32;

    SigningKeyProperties {
        if (decodeKey(encryptionKey).length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "ATELIER_AUTH_KEY_ENCRYPTION_KEY must be 32 random bytes in base64; make one with: openssl rand"
                            + " -base64 32");
        }
        if (signsFor.compareTo(publishedBefore) <= 0 || publishedBefore.compareTo(reloadEvery) <= 0) {
            throw new IllegalArgumentException("atelier.auth.signing-key: signs-for must be longer than"
                    + " published-before, and that longer than reload-every");
        }
    }

    private static byte[] decodeKey(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    byte[] encryptionKeyBytes() {
        return decodeKey(encryptionKey);
    }

    @Override
    public String toString() {
        return "SigningKeyProperties[signsFor=" + signsFor + "]";
    }
}
