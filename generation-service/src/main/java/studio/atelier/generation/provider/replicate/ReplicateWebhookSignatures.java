package studio.atelier.generation.provider.replicate;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import studio.atelier.generation.provider.SignedCallbackAddresses;
import studio.atelier.platform.crypto.HmacSha256Key;

/**
 * The two signatures of a webhook: Replicate's over delivery id, time and body, and ours over the attempt, in the
 * address. Both are compared in constant time.
 *
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks">Standard Webhooks, the Svix scheme</a>
 */
@Component
@ConditionalOnProperty("atelier.replicate.enabled")
class ReplicateWebhookSignatures {

    private static final String SECRET_PREFIX = "whsec_";
    private static final String VERSION_PREFIX = "v1,";

    private final ReplicateProperties properties;
    private final Clock clock;

    ReplicateWebhookSignatures(ReplicateProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /** The address at which Replicate calls back about this attempt. */
    String callbackAddress(UUID attemptId) {
        return addresses().addressOf(attemptId);
    }

    /** The attempt that a callback address names, if we signed the address. */
    Optional<UUID> attemptOf(String parameter) {
        return properties.callsBack() ? addresses().attemptOf(parameter) : Optional.empty();
    }

    /**
     * Whether Replicate signed this delivery, and its time is close to ours.
     *
     * @param signatures separated by spaces, each with its version; one of them has to match
     * @param body the bytes as received, before any parsing
     */
    boolean isSignedByReplicate(String deliveryId, String timestamp, String signatures, byte[] body) {
        if (!properties.callsBack() || deliveryId.isEmpty() || !timestamp.matches("\\d{1,12}")) {
            return false;
        }
        Duration age = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        if (age.abs().compareTo(properties.signatureAge()) > 0) {
            return false;
        }
        String expected = VERSION_PREFIX + computeSignature(deliveryId + "." + timestamp + ".", body);
        return Arrays.stream(signatures.split(" "))
                .anyMatch(given -> SignedCallbackAddresses.isSameInConstantTime(expected, given));
    }

    private String computeSignature(String prefix, byte[] body) {
        byte[] head = prefix.getBytes(StandardCharsets.UTF_8);
        byte[] message = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, message, head.length, body.length);
        return Base64.getEncoder().encodeToString(webhookKey().computeMac(message));
    }

    private SignedCallbackAddresses addresses() {
        return new SignedCallbackAddresses(properties.callbackUrl(), ReplicateWebhookController.PATH, webhookKey());
    }

    /** The key is what the text after the prefix encodes. */
    private HmacSha256Key webhookKey() {
        return new HmacSha256Key(
                Base64.getDecoder().decode(properties.webhookSecret().substring(SECRET_PREFIX.length())));
    }
}
