package studio.atelier.auth.session;

import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.RefreshTokenHash;
import studio.atelier.contracts.UserId;

/** Sessions and their tokens. Every call joins the caller's transaction. */
interface LoginSessions {

    /** A session as one of its tokens finds it. */
    record SessionFoundByToken(LoginSession session, int tokenGeneration) {}

    /** Adds a session that begins. */
    Mono<Void> insertSession(LoginSession session);

    /** Adds a token of the session's present generation. */
    Mono<Void> addToken(LoginSession session, RefreshTokenHash token, Instant now);

    /**
     * Finds the session of a token and keeps others from changing it until the transaction ends.
     *
     * @return empty if there is no such token
     */
    Mono<SessionFoundByToken> lockByToken(RefreshTokenHash token);

    /** Writes what a rotation changes. */
    Mono<Void> saveRotation(LoginSession session);

    /** The sessions of a person that have not ended, the one used last first. */
    Flux<LoginSession> openOf(UserId user, Instant now);

    /**
     * Makes those who want to end several sessions of a person take turns, until the transaction ends. Comes before any
     * other lock.
     */
    Mono<Void> lockAllOf(UserId user);

    /**
     * Ends a session of this person.
     *
     * @return whether it was open until now
     */
    Mono<Boolean> revokeSession(UserId user, UUID session, SessionEndReason reason, Instant now);

    /** Ends all open sessions of a person and names them. */
    Flux<UUID> revokeAll(UserId user, SessionEndReason reason, Instant now);

    /** Ends the open sessions of a person but for the given number of those used last, and names them. */
    Flux<UUID> revokeBeyond(UserId user, int kept, Instant now);

    /**
     * Deletes up to {@code limit} sessions, with their tokens, that ended before a moment.
     *
     * @return how many
     */
    Mono<Long> deleteEndedBefore(Instant moment, int limit);

    /**
     * Deletes up to {@code limit} tokens that were used before a moment.
     *
     * @return how many
     */
    Mono<Long> deleteSpentBefore(Instant moment, int limit);

    /** Why a session was ended. */
    enum SessionEndReason {
        LOGGED_OUT,
        LOGGED_OUT_EVERYWHERE,
        CLOSED_FROM_LIST,
        TOKEN_REUSED,
        TOO_MANY,
        USER_BLOCKED
    }
}
