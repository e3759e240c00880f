package studio.atelier.platform.outbox;

import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.event.AtelierEvent;

/** Publishes events together with the change they describe: both are committed, or neither. */
public interface TransactionalOutbox {

    /**
     * Accepts the event, and writes it to the outbox table just before the caller's transaction commits. After the
     * commit a relay publishes it to its topic at least once, in order with the other events of the same key that were
     * written under the same row lock. The caller's trace is stored with it.
     *
     * @return completes when the event is accepted; fails with {@link IllegalStateException} outside a transaction, and
     *     with {@link IllegalArgumentException} if the event is larger than the outbox allows
     */
    Mono<Void> appendEvent(AtelierEvent event);

    /**
     * Publishes the events that a statement has inserted into the table {@code outbox} itself: at once, or after the
     * commit of the caller's transaction. Without it they are published within a second.
     */
    default Mono<Void> publishInserted() {
        return Mono.empty();
    }

    /**
     * Writes several events in this order, as {@link #appendEvent} does each.
     *
     * @param events may be empty
     */
    default Mono<Void> appendAll(List<? extends AtelierEvent> events) {
        return Flux.fromIterable(events).concatMap(this::appendEvent).then();
    }
}
