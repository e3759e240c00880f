package studio.atelier.auth.initdata;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies initData with the bot's token: an HMAC-SHA256 under a key derived from the token. */
final class HmacSignatureCheck implements InitDataSignatureCheck {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String HASH = "hash";

    private final SecretKeySpec secret;

    HmacSignatureCheck(String botToken) {
        // As Telegram defines it, the constant is the key and the token is the message.
        this.secret = toHmacKey(computeHmac(toHmacKey("WebAppData".getBytes(UTF_8)), botToken));
    }

    @Override
    public String signedContent(InitDataForm form) {
        byte[] claimed = form.requireValue(HASH).getBytes(UTF_8);
        String content = form.dataCheckString(Set.of(HASH));
        byte[] expected = HexFormat.of().formatHex(computeHmac(secret, content)).getBytes(UTF_8);
        if (!MessageDigest.isEqual(expected, claimed)) {
            throw new InitDataException.InitDataSignatureInvalid();
        }
        return content;
    }

    private static SecretKeySpec toHmacKey(byte[] bytes) {
        return new SecretKeySpec(bytes, ALGORITHM);
    }

    private static byte[] computeHmac(SecretKeySpec key, String message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }
}
