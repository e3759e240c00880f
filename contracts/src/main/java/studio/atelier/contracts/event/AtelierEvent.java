package studio.atelier.contracts.event;

import studio.atelier.contracts.UserId;

/**
 * Something one service tells others through Kafka: a fact or a command. Every implementation is a record annotated
 * with {@link EventType}; it carries ids, never prompts, names or links. Within a version only optional components are
 * added.
 */
public interface AtelierEvent {

    /** Whom it is about; also the key of the Kafka record, so that what happens to one user stays in order. */
    UserId userId();
}
