package studio.atelier.platform.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256. */
public final class Sha256Hash {

    private Sha256Hash() {}

    /** The hash of the content, in lower-case hex. */
    public static String computeHex(byte[] content) {
        return HexFormat.of().formatHex(newDigest().digest(content));
    }

    /** The hash of the text in UTF-8, in lower-case hex. */
    public static String computeHex(String text) {
        return computeHex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Creates a digest for content that arrives in pieces. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
