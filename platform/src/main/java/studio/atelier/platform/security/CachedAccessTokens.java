package studio.atelier.platform.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import reactor.core.publisher.Mono;
import studio.atelier.platform.crypto.Sha256Hash;

/** {@link AccessTokens} that cache verified tokens by their hash for a while. */
final class CachedAccessTokens implements AccessTokens {

    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MOST = 50_000;

    private final AccessTokenVerifier verifier;
    private final List<RevokedAccessTokens> revoked;
    private final Duration clockSkew;
    private final Clock clock;
    private final Cache<String, VerifiedAccessToken> verified =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();

    CachedAccessTokens(
            AccessTokenVerifier verifier, List<RevokedAccessTokens> revoked, Duration clockSkew, Clock clock) {
        this.verifier = verifier;
        this.revoked = List.copyOf(revoked);
        this.clockSkew = clockSkew;
        this.clock = clock;
    }

    @Override
    public Mono<VerifiedAccessToken> verifyToken(String token) {
        return Mono.defer(() -> findOrVerify(token)).doOnNext(this::refuseIfRevoked);
    }

    private Mono<VerifiedAccessToken> findOrVerify(String token) {
        String hash = Sha256Hash.computeHex(token);
        VerifiedAccessToken known = verified.getIfPresent(hash);
        boolean good =
                known != null && clock.instant().isBefore(known.expiresAt().plus(clockSkew));
        return good ? Mono.justOrEmpty(known) : verifier.verifyToken(token).doOnNext(read -> verified.put(hash, read));
    }

    private void refuseIfRevoked(VerifiedAccessToken token) {
        if (revoked.stream().anyMatch(some -> some.isRevoked(token))) {
            throw new InvalidBearerTokenException("Revoked");
        }
    }
}
