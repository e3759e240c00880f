package studio.atelier.auth.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.RefreshToken.TokenHash;
import studio.atelier.auth.session.Session.Verdict;
import studio.atelier.auth.session.Sessions.EndReason;
import studio.atelier.auth.session.Sessions.Found;
import studio.atelier.auth.user.KnownUsers;
import studio.atelier.auth.user.User;
import studio.atelier.auth.user.UserException;
import studio.atelier.platform.database.Transactions;

/**
 * Gives new tokens for a refresh token, which is good for one use.
 *
 * <p>All tokens of one generation stand side by side: the first to be used begins the next generation. A token of the
 * generation before, shown again within the repeat window, gets one more token of the present generation, since a lost
 * answer and two tabs that refresh at once both look like that. Any other used token means that two hold the same one,
 * and its session ends.
 */
@Service
class RefreshSession {

    private static final Logger log = LoggerFactory.getLogger(RefreshSession.class);

    private final Sessions sessions;
    private final RefusedTokens refusedTokens;
    private final Revocations revocations;
    private final KnownUsers users;
    private final Transactions transactions;
    private final SessionProperties properties;
    private final RefreshMetrics metrics;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    RefreshSession(
            Sessions sessions,
            RefusedTokens refusedTokens,
            Revocations revocations,
            KnownUsers users,
            Transactions transactions,
            SessionProperties properties,
            RefreshMetrics metrics,
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

    /** A session that goes on, and whose it is. */
    record Refreshed(User user, OpenedSession session) {}

    private record Step(Verdict verdict, Session session, RefreshToken next) {}

    /**
     * Exchanges a token. Within the repeat window it may be repeated.
     *
     * @return never empty; fails with a {@link SessionException} or {@link UserException.Blocked}
     */
    Mono<Refreshed> handle(String shown) {
        return Mono.justOrEmpty(RefreshToken.parse(shown))
                .switchIfEmpty(Mono.error(SessionException.RefreshTokenInvalid::new))
                .flatMap(token -> exchange(token.hash()))
                .doOnSuccess(refreshed -> metrics.refreshed())
                .doOnError(SessionException.class, metrics::refused)
                .doOnError(UserException.class, metrics::refused);
    }

    private Mono<Refreshed> exchange(TokenHash token) {
        return refusedTokens
                .contains(token)
                .flatMap(refused -> refused ? Mono.error(new SessionException.SessionEnded()) : decide(token))
                .flatMap(step -> settle(step, token));
    }

    private Mono<Step> decide(TokenHash token) {
        return transactions
                .run(sessions.lockByToken(token).flatMap(this::act))
                .switchIfEmpty(Mono.error(SessionException.RefreshTokenInvalid::new));
    }

    private Mono<Step> act(Found found) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Session session = found.session();
        Verdict verdict = session.judge(found.tokenGeneration(), now, properties.repeatWindow());
        Step step = new Step(verdict, session, RefreshToken.random(random));
        return switch (verdict) {
            case ROTATE -> rotate(step, now);
            case REPEAT -> sessions.addToken(session, step.next().hash(), now).thenReturn(step);
            case REUSE ->
                revocations
                        .one(session.userId(), session.id(), EndReason.TOKEN_REUSED, now)
                        .thenReturn(step);
            case ENDED -> Mono.just(step);
        };
    }

    private Mono<Step> rotate(Step step, Instant now) {
        Session next = step.session().rotated(now, properties);
        return sessions.saveRotation(next)
                .then(sessions.addToken(next, step.next().hash(), now))
                .thenReturn(step);
    }

    /** After the commit: a revocation for reuse has to stay although its caller gets an error. */
    private Mono<Refreshed> settle(Step step, TokenHash token) {
        return switch (step.verdict()) {
            case ROTATE, REPEAT -> goOn(step);
            case REUSE -> {
                log.warn(
                        "Refresh token used twice, session {} ended",
                        step.session().id());
                yield refusedTokens.add(token).then(Mono.error(SessionException.RefreshTokenReused::new));
            }
            case ENDED -> refuseEnded(step.session(), token);
        };
    }

    /** Whoever is blocked hears of it, instead of being sent to log in. Such a token is not marked: a block may end. */
    private Mono<Refreshed> refuseEnded(Session session, TokenHash token) {
        return users.find(session.userId())
                .filter(User::isBlocked)
                .flatMap(blocked -> Mono.<Refreshed>error(new UserException.Blocked()))
                .switchIfEmpty(Mono.defer(
                        () -> refusedTokens.add(token).then(Mono.error(SessionException.SessionEnded::new))));
    }

    private Mono<Refreshed> goOn(Step step) {
        Session session = step.session();
        return users.see(session.userId(), clock.instant())
                .flatMap(user -> user.isBlocked() ? Mono.error(new UserException.Blocked()) : Mono.just(user))
                .map(user -> new Refreshed(user, new OpenedSession(session.id(), step.next())))
                .switchIfEmpty(Mono.error(SessionException.SessionEnded::new));
    }
}
