package studio.atelier.auth.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.platform.database.DatabaseTransactions;

/** Opens a session. */
@Component
public class OpenLoginSession {

    private static final int MAX_USER_AGENT = 300;

    private final LoginSessions sessions;
    private final SessionRevocations revocations;
    private final DatabaseTransactions transactions;
    private final SessionProperties properties;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    OpenLoginSession(
            LoginSessions sessions,
            SessionRevocations revocations,
            DatabaseTransactions transactions,
            SessionProperties properties,
            Clock clock) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Opens a session for an existing user; if the user has too many, ends the least recently used one. Joins the
     * caller's transaction if there is one.
     *
     * @param userAgent the client's User-Agent header; may be empty
     */
    public Mono<OpenedLoginSession> handle(UserId user, String userAgent) {
        return transactions.runInTransaction(Mono.defer(() -> openSession(user, userAgent)));
    }

    private Mono<OpenedLoginSession> openSession(UserId user, String userAgent) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        LoginSession session = LoginSession.beginSession(
                UuidV7Generator.nextUuid(), user, truncateUserAgent(userAgent), now, properties);
        RefreshToken token = RefreshToken.generateToken(random);
        return sessions.lockAllOf(user)
                .then(sessions.insertSession(session))
                .then(sessions.addToken(session, token.toHash(), now))
                .then(revocations.revokeSessionsBeyond(user, properties.maxPerUser(), now))
                .thenReturn(new OpenedLoginSession(session.id(), token));
    }

    private static String truncateUserAgent(String userAgent) {
        String clean = userAgent.replaceAll("\\p{Cntrl}", "");
        return clean.length() <= MAX_USER_AGENT ? clean : clean.substring(0, MAX_USER_AGENT);
    }
}
