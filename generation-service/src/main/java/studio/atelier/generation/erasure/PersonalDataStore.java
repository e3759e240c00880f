package studio.atelier.generation.erasure;

import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** A feature that stores personal data of users. */
public interface PersonalDataStore {

    /** Erases all it holds about this user, within the caller's transaction. Repeatable. */
    Mono<Void> eraseUser(UserId user);
}
