package studio.atelier.auth.user;

import java.time.Instant;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** The people other features ask for. */
public interface KnownUsers {

    /**
     * Finds a person and notes that they were seen now. Joins the caller's transaction.
     *
     * @return the person; empty if there is none
     */
    Mono<User> see(UserId id, Instant now);
}
