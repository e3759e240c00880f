package studio.atelier.auth.user;

import reactor.core.publisher.Mono;

/** The people, kept for ever. Every call joins the caller's transaction. */
interface UserRegistry extends RegisteredUsers {

    /**
     * Adds a person unless they are there.
     *
     * @return whether they were added; of several at once, exactly one adds
     */
    Mono<Boolean> insertUser(User user);

    /** Writes a person that is there, but for the block. */
    Mono<Void> updateUser(User user);
}
