package studio.atelier.auth.user;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** Users, for other features. Every call joins the caller's transaction. */
public interface RegisteredUsers {

    /** Finds a user; empty if there is none. */
    Mono<User> findUser(UserId id);

    /** Finds a user and locks them until the transaction ends; empty if there is none. */
    Mono<User> lockUser(UserId id);

    /**
     * Finds a user and marks them as seen now.
     *
     * @return the user; empty if there is none
     */
    Mono<User> markUserSeen(UserId id, Instant now);

    /** Finds users, most recently seen first, after this position, up to the limit. */
    Flux<User> listUsers(UserSearchQuery search, UserSearchQuery.UserSearchPosition after, int limit);

    /** Saves the block of an existing user; removes it if {@link User#block()} is null. */
    Mono<Void> saveBlock(User user);
}
