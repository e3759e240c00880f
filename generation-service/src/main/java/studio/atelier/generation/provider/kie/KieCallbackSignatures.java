package studio.atelier.generation.provider.kie;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.platform.crypto.HmacSha256Key;

/**
 * The two signatures of a callback: kie's over task and time, and ours over the attempt, in the callback address. Both
 * are compared in constant time. kie does not sign the body, so nothing in it is trusted.
 */
@Component
class KieCallbackSignatures {

    /** Keeps our signatures apart from kie's, which are made with the same key. */
    private static final String DOMAIN = "atelier-attempt:";

    private final KieProperties properties;
    private final Clock clock;

    KieCallbackSignatures(KieProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /** The address at which kie calls back about this attempt. */
    String callbackAddress(UUID attemptId) {
        String base = properties.callbackUrl().toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + KieWebhookController.PATH
                + "?attempt=" + attemptId + "." + attemptSignature(attemptId);
    }

    /** The attempt that a callback address names, if we signed the address. */
    Optional<UUID> attemptOf(String parameter) {
        int dot = parameter.indexOf('.');
        if (!properties.callsBack() || dot < 0) {
            return Optional.empty();
        }
        try {
            UUID attemptId = UUID.fromString(parameter.substring(0, dot));
            return isSameInConstantTime(attemptSignature(attemptId), parameter.substring(dot + 1))
                    ? Optional.of(attemptId)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether kie signed this task at this time, and the time is close to ours. */
    boolean isSignedByKie(String taskId, String timestamp, String signature) {
        if (!properties.callsBack() || taskId.isEmpty() || !timestamp.matches("\\d{1,12}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        return age.abs().compareTo(properties.signatureAge()) <= 0
                && isSameInConstantTime(
                        Base64.getEncoder().encodeToString(computeHmac(taskId + "." + timestamp)), signature);
    }

    private String attemptSignature(UUID attemptId) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(computeHmac(DOMAIN + attemptId));
    }

    private byte[] computeHmac(String text) {
        return new HmacSha256Key(properties.webhookKey()).computeMac(text);
    }

    private static boolean isSameInConstantTime(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
