package studio.atelier.platform.event;

import java.util.Objects;
import java.util.Optional;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.UserEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Turns records into events. */
final class EventRecordReader {

    private static final int MOST_BYTES = 1_000_000;

    private final EventTypeCatalogue catalogue;
    private final JsonMapper json;

    EventRecordReader(EventTypeCatalogue catalogue, JsonMapper json) {
        this.catalogue = catalogue;
        this.json = json;
    }

    /**
     * Reads a record.
     *
     * @return empty if it is of a type this version does not know, which is none of our business
     * @throws RejectedEventException if nobody can read it
     */
    Optional<ReceivedEvent<AtelierEvent>> readEvent(InboundEventRecord record) {
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

    /** JSON's null reads as null, and so does a missing member, whatever the types say. */
    @SuppressWarnings({"ConstantValue", "ConstantConditions"})
    private static AtelierEvent requireMatchingKey(AtelierEvent event, InboundEventRecord record) {
        if (event == null || (event instanceof UserEvent aboutUser && aboutUser.userId() == null)) {
            throw new RejectedEventException("no user");
        }
        if (event.recordKey() == null) {
            throw new RejectedEventException("it is about nothing");
        }
        if (!Objects.equals(event.recordKey(), record.key())) {
            throw new RejectedEventException("the key is not what the event is about");
        }
        return event;
    }
}
