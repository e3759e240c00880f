package studio.atelier.contracts.event;

/**
 * A message from one service to others through Kafka: an event or a command. Every implementation is a record annotated
 * with {@link EventType}; it carries ids, never prompts, names or links. Within a version only optional components are
 * added.
 */
public interface AtelierEvent {

    /** The key of the Kafka record: events with the same key stay in order. */
    String recordKey();
}
