package studio.atelier.auth.session;

import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.Sessions.EndReason;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.platform.event.Outbox;

/**
 * Ends sessions and tells everyone, within the caller's transaction.
 *
 * <p>Each ended session gets an event of its own, also when all of a person's end at once: a token names its session to
 * the bit but its time only to the second, so "all issued before now" would also hit a login right after.
 */
@Component
class Revocations {

    private final Sessions sessions;
    private final Outbox outbox;

    Revocations(Sessions sessions, Outbox outbox) {
        this.sessions = sessions;
        this.outbox = outbox;
    }

    /** Ends one session; says whether it was open until now. */
    Mono<Boolean> one(UserId user, UUID session, EndReason reason, Instant now) {
        return sessions.revoke(user, session, reason, now)
                .flatMap(ended -> ended ? tell(user, session, now).thenReturn(true) : Mono.just(false));
    }

    /** Ends all sessions of a person. */
    Mono<Void> all(UserId user, EndReason reason, Instant now) {
        return sessions.lockAllOf(user)
                .thenMany(sessions.revokeAll(user, reason, now))
                .collectList()
                .flatMapIterable(ended -> ended)
                .concatMap(session -> tell(user, session, now))
                .then();
    }

    /** Ends the sessions of a person beyond the given number; the caller has them locked. */
    Mono<Void> beyond(UserId user, int kept, Instant now) {
        return sessions.revokeBeyond(user, kept, now)
                .collectList()
                .flatMapIterable(ended -> ended)
                .concatMap(session -> tell(user, session, now))
                .then();
    }

    private Mono<Void> tell(UserId user, UUID session, Instant now) {
        return outbox.append(new AccessRevoked(user, session, now, now));
    }
}
