package studio.atelier.generation.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that signs links, and the short id by which a link names it. */
final class LinkSigningKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 4;

    private final String id;
    private final SecretKeySpec secret;

    LinkSigningKey(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        this.secret = new SecretKeySpec(bytes, ALGORITHM);
        this.id = HexFormat.of().formatHex(computeMac("key id"), 0, ID_BYTES);
    }

    /** Reveals nothing of the key itself. */
    String keyId() {
        return id;
    }

    String signStatement(String statement) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(computeMac(statement));
    }

    /** Takes the same time for a wrong signature as for a right one. */
    boolean hasSigned(String statement, String signature) {
        return MessageDigest.isEqual(
                signStatement(statement).getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] computeMac(String statement) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(statement.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }
}
