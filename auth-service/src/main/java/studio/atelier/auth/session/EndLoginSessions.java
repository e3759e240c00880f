package studio.atelier.auth.session;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.LoginSessions.SessionEndReason;
import studio.atelier.auth.session.RefreshToken.RefreshTokenHash;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.web.CommonProblemException;

/** Ends sessions at their user's request. */
@Component
public class EndLoginSessions {

    private final LoginSessions sessions;
    private final SessionRevocations revocations;
    private final DatabaseTransactions transactions;
    private final Clock clock;

    EndLoginSessions(
            LoginSessions sessions, SessionRevocations revocations, DatabaseTransactions transactions, Clock clock) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Ends the session of a refresh token, used or not: ending is always the safe side. An unknown token is not an
     * error, so that logging out can be repeated.
     */
    public Mono<Void> ofToken(String shown) {
        return Mono.justOrEmpty(RefreshToken.parse(shown))
                .flatMap(token -> transactions.runInTransaction(endByToken(token.toHash())))
                .then();
    }

    private Mono<Boolean> endByToken(RefreshTokenHash token) {
        return sessions.lockByToken(token)
                .map(LoginSessions.SessionFoundByToken::session)
                .flatMap(session -> revocations.revokeSession(
                        session.userId(), session.id(), SessionEndReason.LOGGED_OUT, currentTime()));
    }

    /**
     * Ends every session of the user whose open session the token belongs to.
     *
     * @return fails with {@link SessionException.RefreshTokenInvalid} or {@link SessionException.SessionEnded}
     */
    public Mono<Void> endEverywhere(String shown) {
        return Mono.justOrEmpty(RefreshToken.parse(shown))
                .flatMap(token -> transactions.runInTransaction(sessions.lockByToken(token.toHash())))
                .switchIfEmpty(Mono.error(SessionException.RefreshTokenInvalid::new))
                .flatMap(found -> endAll(found.session()));
    }

    private Mono<Void> endAll(LoginSession session) {
        Instant now = currentTime();
        if (session.revokedAt() != null || !now.isBefore(session.expiresAt())) {
            return Mono.error(SessionException.SessionEnded::new);
        }
        return transactions.runInTransaction(
                revocations.revokeAllSessions(session.userId(), SessionEndReason.LOGGED_OUT_EVERYWHERE, now));
    }

    /** Ends one session of the user; fails with NOT_FOUND if it is not open or belongs to another user. */
    public Mono<Void> fromList(UserId user, UUID session) {
        return transactions
                .runInTransaction(Mono.defer(() ->
                        revocations.revokeSession(user, session, SessionEndReason.CLOSED_FROM_LIST, currentTime())))
                .flatMap(ended -> ended ? Mono.empty() : Mono.error(CommonProblemException::notFound));
    }

    private Instant currentTime() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
