package studio.atelier.contracts.auth;

import java.time.Instant;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/**
 * Data of a user that other services use has changed.
 *
 * @param language code of a supported language, such as {@code uk}
 * @param premium whether the user has Telegram Premium
 */
@EventType(value = "auth.user-updated.v1", topic = EventTopic.AUTH_EVENTS)
public record UserUpdated(UserId userId, long telegramId, String language, boolean premium, Instant occurredAt)
        implements UserEvent {}
