package studio.atelier.platform.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import studio.atelier.platform.crypto.Sha256Hash;

/**
 * A fingerprint of an operation and its content.
 *
 * @param value SHA-256 in lower-case hex
 */
public record RequestBodyHash(String value) {

    /**
     * Computes the fingerprint of an operation and its content.
     *
     * @param operation method and path, such as {@code POST /api/v1/generations}
     * @param content the body in a canonical form: the parsed request written as JSON, so that white space and the
     *     order of members do not count
     */
    public static RequestBodyHash of(String operation, byte[] content) {
        MessageDigest digest = Sha256Hash.newDigest();
        digest.update(operation.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(content);
        return new RequestBodyHash(HexFormat.of().formatHex(digest.digest()));
    }
}
