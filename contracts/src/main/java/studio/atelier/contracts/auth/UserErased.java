package studio.atelier.contracts.auth;

import java.time.Instant;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/** A user requested erasure: every service erases its data about the user. */
@EventType(value = "auth.user-erased.v1", topic = EventTopic.AUTH_EVENTS)
public record UserErased(UserId userId, Instant occurredAt) implements UserEvent {}
