package studio.atelier.contracts.event;

import studio.atelier.contracts.UserId;

/** An event about one user; what happens to a user stays in order. */
public interface UserEvent extends AtelierEvent {

    /** Whom it is about. */
    UserId userId();

    @Override
    default String recordKey() {
        return userId().toString();
    }
}
