package studio.atelier.platform.event;

import java.util.Objects;
import java.util.Optional;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.UserEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Turns records into events. */
public final class EventRecordReader {

    private static final int MOST_BYTES = 1_000_000;

    private final EventTypeCatalogue catalogue;
    private final JsonMapper json;

    public EventRecordReader(EventTypeCatalogue catalogue, JsonMapper json) {
        this.catalogue = catalogue;
        this.json = json;
    }

    /**
     * Reads a record.
     *
     * @return empty if this version does not know the event's type
     * @throws RejectedEventException if the record is unreadable
     */
    public Optional<ReceivedEvent<AtelierEvent>> readEvent(InboundEventRecord record) {
        CloudEventAttributes envelope = CloudEventAttributes.of(record.headers());
        Optional<Class<? extends AtelierEvent>> type = catalogue.findEventClass(envelope.type());
        if (type.isEmpty() && catalogue.knowsOtherVersionOf(envelope.type())) {
            throw new RejectedEventException("unknown version " + envelope.type());
        }
        return type.map(known ->
                new ReceivedEvent<>(envelope.id(), envelope.source(), envelope.time(), readContent(record, known)));
    }

    private AtelierEvent readContent(InboundEventRecord record, Class<? extends AtelierEvent> type) {
        byte[] bytes = record.value().bytes();
        if (bytes == null) {
            throw new RejectedEventException("no content");
        }
        if (bytes.length > MOST_BYTES) {
            throw new RejectedEventException("larger than " + MOST_BYTES + " bytes");
        }
        return requireMatchingKey(parseContent(bytes, type), record);
    }

    private AtelierEvent parseContent(byte[] bytes, Class<? extends AtelierEvent> type) {
        try {
            return json.readValue(bytes, type);
        } catch (JacksonException e) {
            throw new RejectedEventException("does not read as " + type.getSimpleName());
        }
    }

    /** A JSON null and a missing member are read as null, despite the non-null types. */
    @SuppressWarnings({"ConstantValue", "ConstantConditions"})
    private static AtelierEvent requireMatchingKey(AtelierEvent event, InboundEventRecord record) {
        if (event == null || (event instanceof UserEvent aboutUser && aboutUser.userId() == null)) {
            throw new RejectedEventException("no user");
        }
        if (event.recordKey() == null) {
            throw new RejectedEventException("no key");
        }
        if (!Objects.equals(event.recordKey(), record.key())) {
            throw new RejectedEventException("the key is not that of the event");
        }
        return event;
    }
}
