package studio.atelier.generation.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import studio.atelier.platform.crypto.HmacSha256Key;

/**
 * Addresses at which a provider calls back about an attempt, signed by us: a genuine callback of another task of the
 * same account cannot name an attempt of ours.
 */
public final class SignedCallbackAddresses {

    /** Keeps our signatures apart from the provider's, which may be made with the same key. */
    private static final String DOMAIN = "atelier-attempt:";

    private final String prefix;
    private final HmacSha256Key key;

    /**
     * Creates the addresses.
     *
     * @param publicUrl where the provider reaches us
     * @param path of the provider's webhook, beginning with a slash
     */
    public SignedCallbackAddresses(URI publicUrl, String path, HmacSha256Key key) {
        String base = publicUrl.toString();
        this.prefix = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path + "?attempt=";
        this.key = key;
    }

    /** The address at which the provider calls back about this attempt. */
    public String addressOf(UUID attemptId) {
        return prefix + attemptId + "." + signAttempt(attemptId);
    }

    /** The attempt that the parameter of an address names, if we signed the address. */
    public Optional<UUID> attemptOf(String parameter) {
        int dot = parameter.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            UUID attemptId = UUID.fromString(parameter.substring(0, dot));
            return isSameInConstantTime(signAttempt(attemptId), parameter.substring(dot + 1))
                    ? Optional.of(attemptId)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String signAttempt(UUID attemptId) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.computeMac(DOMAIN + attemptId));
    }

    /** Compares signatures without telling by the time taken how much of them is right. */
    public static boolean isSameInConstantTime(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
