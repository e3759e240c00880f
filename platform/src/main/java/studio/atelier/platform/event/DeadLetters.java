package studio.atelier.platform.event;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What this service's consumer groups could not handle, kept at the broker for 90 days. */
public interface DeadLetters {

    /** The consumer groups of this service. */
    List<String> listGroups();

    /**
     * Lists what waits, oldest first, at most a thousand.
     *
     * @return fails with {@code NOT_FOUND} if the service has no such group
     */
    Flux<DeadLetter> listDeadLetters(String group);

    /**
     * Gives everything that waits to the group's handler once more, with the original event ids: what was handled in
     * the meantime does nothing. What fails by its own content again stays a dead letter. May be repeated; if a part is
     * away it fails there, and the next call goes on from that record.
     *
     * @return fails with {@code NOT_FOUND} if the service has no such group
     */
    Mono<Replayed> replayDeadLetters(String group);

    /**
     * What a replay came to.
     *
     * @param handled records the handler took
     * @param failed records that are dead letters again
     */
    record Replayed(int handled, int failed) {}
}
