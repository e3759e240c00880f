package studio.atelier.contracts.operator;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.Map;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * A notice for operators.
 *
 * @param subject what it is about: the name of a queue, a budget, a provider or a service; also the key of the record
 * @param details stable names and values, such as {@code reason}; never text written by a user
 */
@EventType(value = "operator.notice.v1", topic = EventTopic.OPERATOR_NOTICES)
public record OperatorNotice(OperatorNoticeKind kind, String subject, Map<String, String> details, Instant occurredAt)
        implements AtelierEvent {

    /** Copies the details. */
    public OperatorNotice {
        details = Map.copyOf(details);
    }

    @Override
    public String recordKey() {
        return subject;
    }

    /** What happened. */
    public enum OperatorNoticeKind {
        /** A queue is paused: no tasks are claimed. {@code reason}, and {@code until} if it resumes by itself. */
        QUEUE_PAUSED,
        /** A queue is resumed. */
        QUEUE_RESUMED,
        /** A budget is used up for today; sent once a day. */
        BUDGET_SPENT,
        /**
         * The credit we have left at a provider fell below its limit; sent again once it has been above. {@code amount}
         * and {@code unit}.
         */
        CREDIT_LOW,
        /** A service has started after a fault ended its previous process. {@code cause} and {@code reason}. */
        PROCESS_RESTARTED,
        /**
         * A service could not handle an event, which is now a dead letter; sent at most once an hour. {@code group} and
         * {@code reason} of the first.
         */
        DEAD_LETTERS,
        /** A kind of a newer version. */
        @JsonEnumDefaultValue
        UNKNOWN
    }
}
