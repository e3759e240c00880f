package studio.atelier.generation.provider.kie;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import studio.atelier.generation.provider.SignedCallbackAddresses;
import studio.atelier.platform.crypto.HmacSha256Key;

/**
 * The two signatures of a callback: kie's over task and time, and ours over the attempt, in the callback address. Both
 * are compared in constant time. kie does not sign the body, so nothing in it is trusted.
 */
@Component
class KieCallbackSignatures {

    private final KieProperties properties;
    private final Clock clock;

    KieCallbackSignatures(KieProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /** The address at which kie calls back about this attempt. */
    String callbackAddress(UUID attemptId) {
        return addresses().addressOf(attemptId);
    }

    /** The attempt that a callback address names, if we signed the address. */
    Optional<UUID> attemptOf(String parameter) {
        return properties.callsBack() ? addresses().attemptOf(parameter) : Optional.empty();
    }

    /** Whether kie signed this task at this time, and the time is close to ours. */
    boolean isSignedByKie(String taskId, String timestamp, String signature) {
        if (!properties.callsBack() || taskId.isEmpty() || !timestamp.matches("\\d{1,12}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        return age.abs().compareTo(properties.signatureAge()) <= 0
                && SignedCallbackAddresses.isSameInConstantTime(
                        Base64.getEncoder().encodeToString(webhookKey().computeMac(taskId + "." + timestamp)),
                        signature);
    }

    private SignedCallbackAddresses addresses() {
        return new SignedCallbackAddresses(properties.callbackUrl(), KieWebhookController.PATH, webhookKey());
    }

    private HmacSha256Key webhookKey() {
        return new HmacSha256Key(properties.webhookKey());
    }
}
