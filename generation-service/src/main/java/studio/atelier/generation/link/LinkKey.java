package studio.atelier.generation.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that signs links, and the short id by which a link names it. */
final class LinkKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 4;

    private final String id;
    private final SecretKeySpec secret;

    LinkKey(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        this.secret = new SecretKeySpec(bytes, ALGORITHM);
        this.id = HexFormat.of().formatHex(mac("key id"), 0, ID_BYTES);
    }

    /** Says nothing of the key itself. */
    String id() {
        return id;
    }

    String sign(String statement) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(statement));
    }

    /** Takes as long for a wrong signature as for a right one. */
    boolean signed(String statement, String signature) {
        return MessageDigest.isEqual(
                sign(statement).getBytes(StandardCharsets.US_ASCII), signature.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] mac(String statement) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal(statement.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC-SHA256", e);
        }
    }
}
