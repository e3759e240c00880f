package studio.atelier.platform.deadletter;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Records that this service's consumer groups could not handle, kept at the broker for 90 days. */
public interface DeadLetters {

    /** The consumer groups of this service. */
    List<String> listGroups();

    /**
     * Lists the dead letters that are not replayed yet, oldest first, at most a thousand.
     *
     * @return fails with {@code NOT_FOUND} if the service has no such group
     */
    Flux<DeadLetter> listDeadLetters(String group);

    /**
     * Passes all waiting dead letters to the group's handler again, with the original event ids: events handled in the
     * meantime have no effect. A record that fails again by its own content stays a dead letter. May be repeated; if a
     * dependency is unavailable the replay fails there, and the next call continues from that record.
     *
     * @return fails with {@code NOT_FOUND} if the service has no such group
     */
    Mono<Replayed> replayDeadLetters(String group);

    /**
     * Outcome of a replay.
     *
     * @param handled records that the handler accepted
     * @param failed records that are dead letters again
     */
    record Replayed(int handled, int failed) {}
}
