package studio.atelier.auth.user;

import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The people, kept for ever. Every call joins the caller's transaction. */
interface Users extends KnownUsers {

    /**
     * Adds a person unless they are there.
     *
     * @return whether they were added; of several at once, exactly one adds
     */
    Mono<Boolean> add(User user);

    /** Finds a person; empty if there is none. */
    Mono<User> find(UserId id);

    /** Finds a person and keeps others from changing them until the transaction ends; empty if there is none. */
    Mono<User> lock(UserId id);

    /** Writes a person that is there. */
    Mono<Void> update(User user);
}
