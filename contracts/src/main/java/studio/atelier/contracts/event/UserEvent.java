package studio.atelier.contracts.event;

import studio.atelier.contracts.UserId;

/** An event about one user; the events of a user stay in order. */
public interface UserEvent extends AtelierEvent {

    /** The user that it is about. */
    UserId userId();

    @Override
    default String recordKey() {
        return userId().toString();
    }
}
