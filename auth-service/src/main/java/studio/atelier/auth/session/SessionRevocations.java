package studio.atelier.auth.session;

import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.LoginSessions.SessionEndReason;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.platform.event.TransactionalOutbox;

/**
 * Ends sessions and tells everyone, within the caller's transaction.
 *
 * <p>Each ended session gets an event of its own, also when all of a person's end at once: a token names its session to
 * the bit but its time only to the second, so "all issued before now" would also hit a login right after.
 */
@Component
class SessionRevocations {

    private final LoginSessions sessions;
    private final TransactionalOutbox outbox;

    SessionRevocations(LoginSessions sessions, TransactionalOutbox outbox) {
        this.sessions = sessions;
        this.outbox = outbox;
    }

    /** Ends one session; says whether it was open until now. */
    Mono<Boolean> revokeSession(UserId user, UUID session, SessionEndReason reason, Instant now) {
        return sessions.revokeSession(user, session, reason, now)
                .flatMap(
                        ended -> ended ? appendAccessRevoked(user, session, now).thenReturn(true) : Mono.just(false));
    }

    /** Ends all sessions of a person. */
    Mono<Void> revokeAllSessions(UserId user, SessionEndReason reason, Instant now) {
        return sessions.lockAllOf(user)
                .thenMany(sessions.revokeAll(user, reason, now))
                .collectList()
                .flatMapIterable(ended -> ended)
                .concatMap(session -> appendAccessRevoked(user, session, now))
                .then();
    }

    /** Ends the sessions of a person beyond the given number; the caller has them locked. */
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
