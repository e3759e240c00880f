package studio.atelier.platform.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret under which HMAC-SHA256 is computed. Thread-safe. */
public final class HmacSha256Key {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec secret;

    /**
     * Creates the key.
     *
     * @throws IllegalArgumentException if the secret is empty
     */
    public HmacSha256Key(byte[] secret) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /** Creates the key from a text in UTF-8. */
    public HmacSha256Key(String secret) {
        this(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** The 32 bytes of the message's HMAC. */
    public byte[] computeMac(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** The 32 bytes of the HMAC of the message in UTF-8. */
    public byte[] computeMac(String message) {
        return computeMac(message.getBytes(StandardCharsets.UTF_8));
    }
}
