package studio.atelier.generation.erasure;

import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** A feature that holds something about people. */
public interface PersonalDataStore {

    /** Erases all it holds about this person, within the caller's transaction. Repeatable. */
    Mono<Void> eraseUser(UserId person);
}
