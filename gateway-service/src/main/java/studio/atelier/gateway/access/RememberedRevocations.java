package studio.atelier.gateway.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.AccessRevoked;

/**
 * Access tokens that are revoked and may not have expired yet. Each revocation is kept for the longest life of a token;
 * after that its tokens have expired. An ended session is never reopened, so all its tokens are refused, whenever they
 * were issued: a concurrent refresh may issue one just after the session ended.
 */
@Component
public class RememberedRevocations {

    /**
     * Longer than the longest life that the auth service can be configured to give an access token, which is an hour.
     */
    static final Duration MEMORY = Duration.ofMinutes(65);

    private static final int MAX_REMEMBERED = 200_000;

    private final Cache<String, Instant> issuedBefore = Caffeine.newBuilder()
            .expireAfterWrite(MEMORY)
            .maximumSize(MAX_REMEMBERED)
            .build();

    private final Sinks.Many<AccessRevoked> sink = Sinks.many().multicast().directBestEffort();

    /** Remembers a revocation and publishes it to {@link #streamRevocations()}. */
    void addRevocation(AccessRevoked revoked) {
        issuedBefore
                .asMap()
                .merge(
                        keyOf(revoked.userId(), revoked.sessionId()),
                        revoked.sessionId() == null ? revoked.issuedBefore() : Instant.MAX,
                        (known, added) -> added.isAfter(known) ? added : known);
        sink.tryEmitNext(revoked);
    }

    /** Whether a token of this user and session, issued at this instant, is revoked. */
    public boolean isRevoked(UserId user, UUID session, Instant issuedAt) {
        return isBefore(issuedAt, issuedBefore.getIfPresent(keyOf(user, null)))
                || isBefore(issuedAt, issuedBefore.getIfPresent(keyOf(user, session)));
    }

    /** Streams revocations from now on; slow subscribers miss some and must also check {@link #isRevoked}. */
    public Flux<AccessRevoked> streamRevocations() {
        return sink.asFlux();
    }

    /** Issue times are in whole seconds, so a token issued in the second of its user's revocation counts as older. */
    private static boolean isBefore(Instant issuedAt, @Nullable Instant revokedBefore) {
        return revokedBefore != null && issuedAt.isBefore(revokedBefore);
    }

    private static String keyOf(UserId user, @Nullable UUID session) {
        return session == null ? user.toString() : user + "/" + session;
    }
}
