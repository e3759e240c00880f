package studio.atelier.contracts.auth;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/**
 * Access tokens of a user are revoked before they expire.
 *
 * @param sessionId the session whose tokens are revoked, or null for every session of the user
 * @param issuedBefore tokens issued before this are refused
 */
@EventType(value = "auth.access-revoked.v1", topic = EventTopic.AUTH_EVENTS)
public record AccessRevoked(UserId userId, @Nullable UUID sessionId, Instant issuedBefore, Instant occurredAt)
        implements UserEvent {}
