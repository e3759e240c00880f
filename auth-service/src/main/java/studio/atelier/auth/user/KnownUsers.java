package studio.atelier.auth.user;

import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The people other features ask for. Every call joins the caller's transaction. */
public interface KnownUsers {

    /** Finds a person; empty if there is none. */
    Mono<User> find(UserId id);

    /** Finds a person and keeps others from changing them until the transaction ends; empty if there is none. */
    Mono<User> lock(UserId id);

    /**
     * Finds a person and notes that they were seen now.
     *
     * @return the person; empty if there is none
     */
    Mono<User> see(UserId id, Instant now);

    /** Finds people, those seen last first, after this position; at most this many. */
    Flux<User> search(UserSearch search, UserSearch.Position after, int limit);

    /** Writes the block of a person that is there, which {@link User#block()} names or does not. */
    Mono<Void> saveBlock(User user);
}
