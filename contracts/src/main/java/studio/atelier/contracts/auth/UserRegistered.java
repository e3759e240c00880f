package studio.atelier.contracts.auth;

import java.time.Instant;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/**
 * A user logged in for the first time.
 *
 * @param telegramId also the id of the private chat with the bot
 * @param language code of a supported language, such as {@code uk}
 */
@EventType(value = "auth.user-registered.v1", topic = EventTopic.AUTH_EVENTS)
public record UserRegistered(UserId userId, long telegramId, String language, Instant occurredAt)
        implements UserEvent {}
