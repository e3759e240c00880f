package studio.atelier.auth.session;

import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.LoginSessions.SessionEndReason;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.platform.outbox.TransactionalOutbox;

/**
 * Revokes sessions and publishes an event for each, within the caller's transaction.
 *
 * <p>Each ended session gets its own event, even when all sessions of a user end at once: a token names its session
 * exactly but its time only to the second, so "all issued before now" would also revoke a login right after.
 */
@Component
class SessionRevocations {

    private final LoginSessions sessions;
    private final TransactionalOutbox outbox;

    SessionRevocations(LoginSessions sessions, TransactionalOutbox outbox) {
        this.sessions = sessions;
        this.outbox = outbox;
    }

    /** Revokes one session; returns whether it was open until now. */
    Mono<Boolean> revokeSession(UserId user, UUID session, SessionEndReason reason, Instant now) {
        return sessions.revokeSession(user, session, reason, now)
                .flatMap(
                        ended -> ended ? appendAccessRevoked(user, session, now).thenReturn(true) : Mono.just(false));
    }

    /** Revokes all sessions of a user. */
    Mono<Void> revokeAllSessions(UserId user, SessionEndReason reason, Instant now) {
        return sessions.lockAllOf(user)
                .thenMany(sessions.revokeAll(user, reason, now))
                .collectList()
                .flatMapIterable(ended -> ended)
                .concatMap(session -> appendAccessRevoked(user, session, now))
                .then();
    }

    /** Revokes the sessions of a user beyond the given number; the caller holds their lock. */
    Mono<Void> revokeSessionsBeyond(UserId user, int kept, Instant now) {
        return sessions.revokeBeyond(user, kept, now)
                .collectList()
                .flatMapIterable(ended -> ended)
                .concatMap(session -> appendAccessRevoked(user, session, now))
                .then();
    }

    private Mono<Void> appendAccessRevoked(UserId user, UUID session, Instant now) {
        return outbox.appendEvent(new AccessRevoked(user, session, now, now));
    }
}
