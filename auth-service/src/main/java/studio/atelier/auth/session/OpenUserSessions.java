package studio.atelier.auth.session;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.auth.session.LoginSessions.SessionEndReason;
import studio.atelier.contracts.UserId;

/** The open sessions of a user, for operators. */
@Component
public class OpenUserSessions {

    private final LoginSessions sessions;
    private final SessionRevocations revocations;
    private final Clock clock;

    OpenUserSessions(LoginSessions sessions, SessionRevocations revocations, Clock clock) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.clock = clock;
    }

    /**
     * An open session.
     *
     * @param device browser and system, as far as known
     */
    public record UserSessionSummary(UUID id, String device, Instant createdAt, Instant lastUsedAt) {}

    /** Lists the open sessions, most recently used first. */
    public Flux<UserSessionSummary> findOpen(UserId user) {
        return sessions.openOf(user, clock.instant())
                .map(session -> new UserSessionSummary(
                        session.id(),
                        DeviceDescription.describeDevice(session.userAgent()),
                        session.createdAt(),
                        session.lastUsedAt()));
    }

    /** Ends them because an operator blocks the user; their access tokens end too. Joins the caller's transaction. */
    public Mono<Void> endForBlock(UserId user) {
        return Mono.defer(() -> revocations.revokeAllSessions(
                user, SessionEndReason.USER_BLOCKED, clock.instant().truncatedTo(ChronoUnit.MICROS)));
    }
}
