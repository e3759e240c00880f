package studio.atelier.auth.user;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The people other features ask for. Every call joins the caller's transaction. */
public interface RegisteredUsers {

    /** Finds a person; empty if there is none. */
    Mono<User> findUser(UserId id);

    /** Finds a person and keeps others from changing them until the transaction ends; empty if there is none. */
    Mono<User> lockUser(UserId id);

    /**
     * Finds a person and notes that they were seen now.
     *
     * @return the person; empty if there is none
     */
    Mono<User> markUserSeen(UserId id, Instant now);

    /** Finds people, those seen last first, after this position; at most this many. */
    Flux<User> listUsers(UserSearchQuery search, UserSearchQuery.UserSearchPosition after, int limit);

    /** Writes the block of a person that is there, which {@link User#block()} names or does not. */
    Mono<Void> saveBlock(User user);
}
