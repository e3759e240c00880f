package studio.atelier.auth.session;

import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.RefreshTokenHash;

/**
 * Marks of tokens whose session has ended, in front of the database. An ended session never opens again, so a mark is
 * true for ever; a token without one may be good or not.
 */
interface RefusedRefreshTokens {

    /** Whether the token is marked; false too if the marks cannot be read. Never fails. */
    Mono<Boolean> isRefused(RefreshTokenHash token);

    /** Marks a token, as well as it goes. Never fails. */
    Mono<Void> markRefused(RefreshTokenHash token);

    /**
     * Deletes the marks made before a moment, and those that nothing would ever delete.
     *
     * @return how many
     */
    Mono<Long> deleteMarkedBefore(Instant moment);
}
