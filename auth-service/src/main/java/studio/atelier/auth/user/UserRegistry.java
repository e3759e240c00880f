package studio.atelier.auth.user;

import reactor.core.publisher.Mono;

/** Users, kept for ever. Every call joins the caller's transaction. */
interface UserRegistry extends RegisteredUsers {

    /**
     * Adds a user unless they exist.
     *
     * @return whether the user was added; of several concurrent calls, exactly one adds
     */
    Mono<Boolean> insertUser(User user);

    /** Saves an existing user, except the block. */
    Mono<Void> updateUser(User user);
}
