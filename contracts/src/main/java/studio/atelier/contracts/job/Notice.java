package studio.atelier.contracts.job;

import java.time.Instant;
import java.util.Map;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/**
 * Something a user should be told in words, which clients find under the code in their own language.
 *
 * @param code stable name of the sentence, such as {@code balance-low}
 * @param parameters what is filled into it: numbers and ids, never text that a person wrote
 */
@EventType(value = "user.notice.v1", topic = EventTopic.USER_NOTIFICATIONS)
public record Notice(UserId userId, String code, Map<String, String> parameters, Instant occurredAt)
        implements UserEvent {

    /** Copies the parameters. */
    public Notice {
        parameters = Map.copyOf(parameters);
    }
}
