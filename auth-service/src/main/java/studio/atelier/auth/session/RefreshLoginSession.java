package studio.atelier.auth.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.LoginSession.RefreshTokenVerdict;
import studio.atelier.auth.session.LoginSessions.SessionEndReason;
import studio.atelier.auth.session.LoginSessions.SessionFoundByToken;
import studio.atelier.auth.session.RefreshToken.RefreshTokenHash;
import studio.atelier.auth.user.RegisteredUsers;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserProblemException;
import studio.atelier.platform.database.DatabaseTransactions;

/**
 * Exchanges a refresh token, which is valid for one use, for new tokens.
 *
 * <p>All tokens of one generation are equally valid: the first one used begins the next generation. A token of the
 * previous generation, used within the repeat window, gets one more token of the current generation, since a lost
 * response and two tabs that refresh at once both look like that. Any other used token means that two clients hold the
 * same one, and its session ends.
 */
@Component
public class RefreshLoginSession {

    private static final Logger log = LoggerFactory.getLogger(RefreshLoginSession.class);

    private final LoginSessions sessions;
    private final RefusedRefreshTokens refusedTokens;
    private final SessionRevocations revocations;
    private final RegisteredUsers users;
    private final DatabaseTransactions transactions;
    private final SessionProperties properties;
    private final SessionRefreshMetrics metrics;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    RefreshLoginSession(
            LoginSessions sessions,
            RefusedRefreshTokens refusedTokens,
            SessionRevocations revocations,
            RegisteredUsers users,
            DatabaseTransactions transactions,
            SessionProperties properties,
            SessionRefreshMetrics metrics,
            Clock clock) {
        this.sessions = sessions;
        this.refusedTokens = refusedTokens;
        this.revocations = revocations;
        this.users = users;
        this.transactions = transactions;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** A refreshed session and its user. */
    public record RefreshedSession(User user, OpenedLoginSession session) {}

    private record SessionRefreshStep(RefreshTokenVerdict verdict, LoginSession session, RefreshToken next) {}

    /**
     * Exchanges a token. Within the repeat window it may be repeated.
     *
     * @return never empty; fails with a {@link SessionException} or {@link UserProblemException.UserBlocked}
     */
    public Mono<RefreshedSession> handle(String shown) {
        return Mono.justOrEmpty(RefreshToken.parse(shown))
                .switchIfEmpty(Mono.error(SessionException.RefreshTokenInvalid::new))
                .flatMap(token -> exchangeToken(token.toHash()))
                .doOnSuccess(refreshed -> metrics.countRefreshed())
                .doOnError(SessionException.class, metrics::countRefused)
                .doOnError(UserProblemException.class, metrics::countRefused);
    }

    private Mono<RefreshedSession> exchangeToken(RefreshTokenHash token) {
        return refusedTokens
                .isRefused(token)
                .flatMap(refused -> refused ? Mono.error(new SessionException.SessionEnded()) : judgeToken(token))
                .flatMap(step -> completeRefresh(step, token));
    }

    private Mono<SessionRefreshStep> judgeToken(RefreshTokenHash token) {
        return transactions
                .runInTransaction(sessions.lockByToken(token).flatMap(this::applyVerdict))
                .switchIfEmpty(Mono.error(SessionException.RefreshTokenInvalid::new));
    }

    private Mono<SessionRefreshStep> applyVerdict(SessionFoundByToken found) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        LoginSession session = found.session();
        RefreshTokenVerdict verdict = session.judgeToken(found.tokenGeneration(), now, properties.repeatWindow());
        SessionRefreshStep step = new SessionRefreshStep(verdict, session, RefreshToken.generateToken(random));
        return switch (verdict) {
            case ROTATE -> rotateSession(step, now);
            case REPEAT -> sessions.addToken(session, step.next().toHash(), now).thenReturn(step);
            case REUSE ->
                revocations
                        .revokeSession(session.userId(), session.id(), SessionEndReason.TOKEN_REUSED, now)
                        .thenReturn(step);
            case ENDED -> Mono.just(step);
        };
    }

    private Mono<SessionRefreshStep> rotateSession(SessionRefreshStep step, Instant now) {
        LoginSession next = step.session().withNextGeneration(now, properties);
        return sessions.saveRotation(next)
                .then(sessions.addToken(next, step.next().toHash(), now))
                .thenReturn(step);
    }

    /** Runs after the commit: a revocation for reuse must persist although its caller gets an error. */
    private Mono<RefreshedSession> completeRefresh(SessionRefreshStep step, RefreshTokenHash token) {
        return switch (step.verdict()) {
            case ROTATE, REPEAT -> goOn(step);
            case REUSE -> {
                log.warn(
                        "Refresh token of session {} was reused; the session is ended",
                        step.session().id());
                yield refusedTokens.markRefused(token).then(Mono.error(SessionException.RefreshTokenReused::new));
            }
            case ENDED -> refuseEnded(step.session(), token);
        };
    }

    /** A blocked user gets USER_BLOCKED, not a request to log in. Such a token is not marked: a block may end. */
    private Mono<RefreshedSession> refuseEnded(LoginSession session, RefreshTokenHash token) {
        return users.findUser(session.userId())
                .filter(User::isBlocked)
                .flatMap(blocked -> Mono.<RefreshedSession>error(new UserProblemException.UserBlocked()))
                .switchIfEmpty(Mono.defer(
                        () -> refusedTokens.markRefused(token).then(Mono.error(SessionException.SessionEnded::new))));
    }

    private Mono<RefreshedSession> goOn(SessionRefreshStep step) {
        LoginSession session = step.session();
        return users.markUserSeen(session.userId(), clock.instant())
                .flatMap(
                        user -> user.isBlocked() ? Mono.error(new UserProblemException.UserBlocked()) : Mono.just(user))
                .map(user -> new RefreshedSession(user, new OpenedLoginSession(session.id(), step.next())))
                .switchIfEmpty(Mono.error(SessionException.SessionEnded::new));
    }
}
