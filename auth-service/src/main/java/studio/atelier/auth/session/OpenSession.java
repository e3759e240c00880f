package studio.atelier.auth.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Ids;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.database.Transactions;

/** Begins a session. */
@Service
public class OpenSession {

    private static final int MAX_USER_AGENT = 300;

    private final Sessions sessions;
    private final Revocations revocations;
    private final Transactions transactions;
    private final SessionProperties properties;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    OpenSession(
            Sessions sessions,
            Revocations revocations,
            Transactions transactions,
            SessionProperties properties,
            Clock clock) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Begins a session for a person that is there; if they have too many, the one used longest ago ends. Joins the
     * caller's transaction if there is one.
     *
     * @param userAgent what the client says it is; may be empty
     */
    public Mono<OpenedSession> handle(UserId user, String userAgent) {
        return transactions.run(Mono.defer(() -> open(user, userAgent)));
    }

    private Mono<OpenedSession> open(UserId user, String userAgent) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Session session = Session.begin(Ids.next(), user, cut(userAgent), now, properties);
        RefreshToken token = RefreshToken.random(random);
        return sessions.lockAllOf(user)
                .then(sessions.add(session))
                .then(sessions.addToken(session, token.hash(), now))
                .then(revocations.beyond(user, properties.maxPerUser(), now))
                .thenReturn(new OpenedSession(session.id(), token));
    }

    private static String cut(String userAgent) {
        String clean = userAgent.replaceAll("\\p{Cntrl}", "");
        return clean.length() <= MAX_USER_AGENT ? clean : clean.substring(0, MAX_USER_AGENT);
    }
}
