package studio.atelier.sandbox.replicate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import studio.atelier.sandbox.SandboxProperties;

/** Signs calls of webhooks in the Svix scheme. */
final class ReplicateSignature {

    private static final String PREFIX = "whsec_";
    private static final int SECRET_BYTES = 24;

    private ReplicateSignature() {}

    /** The configured secret, else one that follows from the account's key. */
    static String secretOf(SandboxProperties.Replicate account) {
        return account.webhookSecret().isEmpty() ? secretFor(account.apiKey()) : account.webhookSecret();
    }

    /** The account's secret: the same for the same key, so that it outlives a restart. */
    static String secretFor(String apiKey) {
        byte[] derived = hmac("webhook secret of the sandbox".getBytes(UTF_8), apiKey.getBytes(UTF_8));
        return PREFIX + Base64.getEncoder().encodeToString(Arrays.copyOf(derived, SECRET_BYTES));
    }

    /** Base64 of HMAC-SHA256 over id, timestamp and the body's bytes, after the version of the scheme. */
    static String sign(String secret, String webhookId, String timestamp, byte[] body) {
        byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        byte[] before = (webhookId + "." + timestamp + ".").getBytes(UTF_8);
        byte[] signed = Arrays.copyOf(before, before.length + body.length);
        System.arraycopy(body, 0, signed, before.length, body.length);
        return "v1," + Base64.getEncoder().encodeToString(hmac(key, signed));
    }

    private static byte[] hmac(byte[] key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks HmacSHA256", e);
        }
    }
}
