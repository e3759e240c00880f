package studio.atelier.auth.session;

import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.RefreshTokenHash;
import studio.atelier.contracts.UserId;

/** Sessions and their tokens. Every call joins the caller's transaction. */
public interface LoginSessions {

    /** A session, found by one of its tokens. */
    record SessionFoundByToken(LoginSession session, int tokenGeneration) {}

    /** Adds a session. */
    Mono<Void> insertSession(LoginSession session);

    /** Adds a token of the session's current generation. */
    Mono<Void> addToken(LoginSession session, RefreshTokenHash token, Instant now);

    /**
     * Finds the session of a token and locks it until the transaction ends.
     *
     * @return empty if there is no such token
     */
    Mono<SessionFoundByToken> lockByToken(RefreshTokenHash token);

    /** Saves what a rotation changes. */
    Mono<Void> saveRotation(LoginSession session);

    /** Open sessions of a user, most recently used first. */
    Flux<LoginSession> openOf(UserId user, Instant now);

    /**
     * Serialises callers that end several sessions of a user, until the transaction ends. Must precede any other lock.
     */
    Mono<Void> lockAllOf(UserId user);

    /**
     * Revokes a session of this user.
     *
     * @return whether it was open until now
     */
    Mono<Boolean> revokeSession(UserId user, UUID session, SessionEndReason reason, Instant now);

    /** Revokes all open sessions of a user and returns their ids. */
    Flux<UUID> revokeAll(UserId user, SessionEndReason reason, Instant now);

    /**
     * Revokes the open sessions of a user except the given number of most recently used ones, and returns their ids.
     */
    Flux<UUID> revokeBeyond(UserId user, int kept, Instant now);

    /**
     * Deletes up to {@code limit} sessions, with their tokens, that ended before a given time.
     *
     * @return the number deleted
     */
    Mono<Long> deleteEndedBefore(Instant moment, int limit);

    /**
     * Deletes up to {@code limit} tokens that were used before a given time.
     *
     * @return the number deleted
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
