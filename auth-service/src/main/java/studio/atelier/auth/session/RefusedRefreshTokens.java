package studio.atelier.auth.session;

import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.RefreshTokenHash;

/**
 * Marks of tokens whose session has ended, checked before the database. An ended session never opens again, so a mark
 * stays valid for ever; a token without a mark may be valid or not.
 */
interface RefusedRefreshTokens {

    /** Whether the token is marked; also false if the marks cannot be read. Never fails. */
    Mono<Boolean> isRefused(RefreshTokenHash token);

    /** Marks a token, best effort. Never fails. */
    Mono<Void> markRefused(RefreshTokenHash token);

    /**
     * Deletes the marks made before a given time, and those without an expiry.
     *
     * @return the number deleted
     */
    Mono<Long> deleteMarkedBefore(Instant moment);
}
