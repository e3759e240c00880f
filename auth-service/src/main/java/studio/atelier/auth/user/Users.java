package studio.atelier.auth.user;

import reactor.core.publisher.Mono;

/** The people, kept for ever. Every call joins the caller's transaction. */
interface Users extends KnownUsers {

    /**
     * Adds a person unless they are there.
     *
     * @return whether they were added; of several at once, exactly one adds
     */
    Mono<Boolean> add(User user);

    /** Writes a person that is there, but for the block. */
    Mono<Void> update(User user);
}
