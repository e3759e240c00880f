package studio.atelier.auth.session;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.TokenHash;
import studio.atelier.auth.session.Sessions.EndReason;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.web.CommonProblemException;

/** Ends sessions because their person wants it. */
@Service
class EndSessions {

    private final Sessions sessions;
    private final Revocations revocations;
    private final Transactions transactions;
    private final Clock clock;

    EndSessions(Sessions sessions, Revocations revocations, Transactions transactions, Clock clock) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Ends the session of a refresh token, used or not: ending is always the safe side. A token that means nothing is
     * no error, so that logging out can be repeated.
     */
    Mono<Void> ofToken(String shown) {
        return Mono.justOrEmpty(RefreshToken.parse(shown))
                .flatMap(token -> transactions.run(endByToken(token.hash())))
                .then();
    }

    private Mono<Boolean> endByToken(TokenHash token) {
        return sessions.lockByToken(token)
                .map(Sessions.Found::session)
                .flatMap(session -> revocations.one(session.userId(), session.id(), EndReason.LOGGED_OUT, now()));
    }

    /**
     * Ends every session of the person whose open session the token belongs to.
     *
     * @return fails with {@link SessionException.RefreshTokenInvalid} or {@link SessionException.SessionEnded}
     */
    Mono<Void> everywhere(String shown) {
        return Mono.justOrEmpty(RefreshToken.parse(shown))
                .flatMap(token -> transactions.run(sessions.lockByToken(token.hash())))
                .switchIfEmpty(Mono.error(SessionException.RefreshTokenInvalid::new))
                .flatMap(found -> endAll(found.session()));
    }

    private Mono<Void> endAll(Session session) {
        Instant now = now();
        if (session.revokedAt() != null || !now.isBefore(session.expiresAt())) {
            return Mono.error(SessionException.SessionEnded::new);
        }
        return transactions.run(revocations.all(session.userId(), EndReason.LOGGED_OUT_EVERYWHERE, now));
    }

    /** Ends one session out of the person's list; NOT_FOUND if it is not open or another's. */
    Mono<Void> fromList(UserId user, UUID session) {
        return transactions
                .run(Mono.defer(() -> revocations.one(user, session, EndReason.CLOSED_FROM_LIST, now())))
                .flatMap(ended -> ended ? Mono.empty() : Mono.error(CommonProblemException::notFound));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
