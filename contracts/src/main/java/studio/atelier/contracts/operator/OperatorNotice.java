package studio.atelier.contracts.operator;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Instant;
import java.util.Map;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * Something happened that an operator should know of.
 *
 * @param subject what it happened to: the name of a queue, a budget or a service; also the key of the record
 * @param details stable names and values, such as {@code reason}; never what a person wrote
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
        /** A queue is paused: nothing is claimed from it. {@code reason}, and {@code until} if it resumes by itself. */
        QUEUE_PAUSED,
        /** A queue is served again. */
        QUEUE_RESUMED,
        /** A budget has not enough left for today; told once a day. */
        BUDGET_SPENT,
        /** A service has started after its process before could not work any more. {@code cause} and {@code reason}. */
        PROCESS_RESTARTED,
        /**
         * A service could not handle an event, which is a dead letter now; told once for those of an hour.
         * {@code group} and {@code reason} of the first.
         */
        DEAD_LETTERS,
        /** A kind of a newer version. */
        @JsonEnumDefaultValue
        UNKNOWN
    }
}
