package studio.atelier.contracts.job;

import java.time.Instant;
import java.util.Map;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;
import studio.atelier.contracts.event.UserEvent;

/**
 * A notice for a user; clients look up its text by the code in their own language.
 *
 * @param code stable name of the text, such as {@code balance-low}
 * @param parameters values for the text: numbers and ids, never text written by a user
 */
@EventType(value = "user.notice.v1", topic = EventTopic.USER_NOTIFICATIONS)
public record Notice(UserId userId, String code, Map<String, String> parameters, Instant occurredAt)
        implements UserEvent {

    /** Copies the parameters. */
    public Notice {
        parameters = Map.copyOf(parameters);
    }
}
