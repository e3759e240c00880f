package studio.atelier.generation.erasure;

import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** A feature that holds something about people. */
public interface PersonalData {

    /** Erases all it holds about this person, within the caller's transaction. Repeatable. */
    Mono<Void> erase(UserId person);
}
