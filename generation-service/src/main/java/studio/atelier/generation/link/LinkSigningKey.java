package studio.atelier.generation.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import studio.atelier.platform.crypto.HmacSha256Key;

/** A key that signs links, and the short id by which a link names it. */
final class LinkSigningKey {

    private static final int ID_BYTES = 4;

    private final String id;
    private final HmacSha256Key key;

    LinkSigningKey(String text) {
        this.key = new HmacSha256Key(text);
        this.id = HexFormat.of().formatHex(key.computeMac("key id"), 0, ID_BYTES);
    }

    /** Reveals nothing of the key itself. */
    String keyId() {
        return id;
    }

    String signStatement(String statement) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.computeMac(statement));
    }

    /** Takes the same time for a wrong signature as for a right one. */
    boolean hasSigned(String statement, String signature) {
        return MessageDigest.isEqual(
                signStatement(statement).getBytes(StandardCharsets.US_ASCII),
                signature.getBytes(StandardCharsets.US_ASCII));
    }
}
