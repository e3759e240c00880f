package studio.atelier.generation.link;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Creates and checks links. A link is created when it is read, never stored: it names the file's id, the variant, its
 * expiry and the key, and its signature covers all four. Anyone with the link may read the file until it expires.
 */
@Component
public class SignedFileLinks {

    private static final Duration STEP = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final SignedLinkProperties properties;
    private final List<LinkSigningKey> keys;
    private final Clock clock;

    SignedFileLinks(SignedLinkProperties properties, Clock clock) {
        this.properties = properties;
        this.keys = properties.signingKeys().map(LinkSigningKey::new).toList();
        this.clock = clock;
    }

    /**
     * Creates a link that lasts for 45 to 60 minutes. Within a quarter of an hour it is the same for the same file, so
     * that clients can cache the content.
     */
    public String createLink(UUID id, LinkedFileVariant variant) {
        LinkSigningKey key = keys.get(0);
        long expires = endOfLink(clock.instant()).getEpochSecond();
        return UriComponentsBuilder.fromUri(properties.publicUrl())
                .pathSegment("images", id.toString(), variant.pathName())
                .queryParam("exp", expires)
                .queryParam("kid", key.keyId())
                .queryParam("sig", key.signStatement(toStatement(id, variant, expires, key.keyId())))
                .toUriString();
    }

    /**
     * Checks a link.
     *
     * @return how much longer it is valid
     * @throws SignedLinkException.LinkForgedException if its signature is not ours
     * @throws SignedLinkException.LinkExpiredException if it is ours and has expired
     */
    Duration checkLink(UUID id, LinkedFileVariant variant, long expires, String keyId, String signature) {
        String statement = toStatement(id, variant, expires, keyId);
        boolean ours = keys.stream().anyMatch(key -> key.keyId().equals(keyId) && key.hasSigned(statement, signature));
        if (!ours) {
            throw new SignedLinkException.LinkForgedException();
        }
        Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(expires));
        if (left.isNegative() || left.isZero()) {
            throw new SignedLinkException.LinkExpiredException();
        }
        return left;
    }

    private static Instant endOfLink(Instant now) {
        long step = STEP.toSeconds();
        return Instant.ofEpochSecond(now.getEpochSecond() / step * step).plus(LONGEST);
    }

    private static String toStatement(UUID id, LinkedFileVariant variant, long expires, String keyId) {
        return String.join("\n", "atelier-link-1", id.toString(), variant.pathName(), Long.toString(expires), keyId);
    }
}
