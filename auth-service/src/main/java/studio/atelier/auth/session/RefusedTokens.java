package studio.atelier.auth.session;

import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.TokenHash;

/**
 * Marks of tokens whose session has ended, in front of the database. An ended session never opens again, so a mark is
 * true for ever; a token without one may be good or not.
 */
interface RefusedTokens {

    /** Whether the token is marked; false too if the marks cannot be read. Never fails. */
    Mono<Boolean> contains(TokenHash token);

    /** Marks a token, as well as it goes. Never fails. */
    Mono<Void> add(TokenHash token);

    /**
     * Deletes the marks made before a moment, and those that nothing would ever delete.
     *
     * @return how many
     */
    Mono<Long> deleteMarkedBefore(Instant moment);
}
