package studio.atelier.contracts.auth;

import java.time.Instant;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/** A person asked to be forgotten: every service erases what it holds about them. */
@EventType(value = "auth.user-erased.v1", topic = EventTopic.AUTH_EVENTS)
public record UserErased(UserId userId, Instant occurredAt) implements UserEvent {}
