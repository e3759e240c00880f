package studio.atelier.generation.link;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Makes and checks links. A link is made when it is read, never stored: it names the picture, the variant, its end and
 * the key, and is signed over all four. Whoever has it may see the picture until it ends.
 */
@Component
public class Links {

    private static final Duration STEP = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final LinkProperties properties;
    private final List<LinkKey> keys;
    private final Clock clock;

    Links(LinkProperties properties, Clock clock) {
        this.properties = properties;
        this.keys = properties.keys().map(LinkKey::new).toList();
        this.clock = clock;
    }

    /**
     * Makes a link that lasts for 45 to 60 minutes. Within one quarter of an hour it is the same for the same picture,
     * so that clients may cache what it opens.
     */
    public String mint(UUID id, Variant variant) {
        LinkKey key = keys.get(0);
        long expires = end(clock.instant()).getEpochSecond();
        return UriComponentsBuilder.fromUri(properties.publicUrl())
                .pathSegment("images", id.toString(), variant.pathName())
                .queryParam("exp", expires)
                .queryParam("kid", key.id())
                .queryParam("sig", key.sign(statement(id, variant, expires, key.id())))
                .toUriString();
    }

    /**
     * Checks a link.
     *
     * @return for how long it may still be used
     * @throws LinkException.Forged if we never made it
     * @throws LinkException.Expired if we did, and it has ended
     */
    Duration check(UUID id, Variant variant, long expires, String keyId, String signature) {
        String statement = statement(id, variant, expires, keyId);
        boolean ours = keys.stream().anyMatch(key -> key.id().equals(keyId) && key.signed(statement, signature));
        if (!ours) {
            throw new LinkException.Forged();
        }
        Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(expires));
        if (left.isNegative() || left.isZero()) {
            throw new LinkException.Expired();
        }
        return left;
    }

    private static Instant end(Instant now) {
        long step = STEP.toSeconds();
        return Instant.ofEpochSecond(now.getEpochSecond() / step * step).plus(LONGEST);
    }

    private static String statement(UUID id, Variant variant, long expires, String keyId) {
        return String.join("\n", "atelier-link-1", id.toString(), variant.pathName(), Long.toString(expires), keyId);
    }
}
