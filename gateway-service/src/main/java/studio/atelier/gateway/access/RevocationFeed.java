package studio.atelier.gateway.access;

import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.contracts.event.Topic;
import studio.atelier.gateway.feed.Feed;
import studio.atelier.platform.event.EventTail;
import studio.atelier.platform.event.TailedEvent;

/** Reads revocations from the auth service's events, those of the last minutes first. */
@Component
class RevocationFeed extends Feed<TailedEvent> {

    private final EventTail tail;
    private final Revocations revocations;

    RevocationFeed(EventTail tail, Revocations revocations) {
        this.tail = tail;
        this.revocations = revocations;
    }

    @Override
    protected Flux<TailedEvent> stream() {
        return tail.tail(Set.of(Topic.AUTH_EVENTS), Revocations.MEMORY);
    }

    @Override
    protected void take(TailedEvent tailed) {
        if (tailed.received().event() instanceof AccessRevoked revoked) {
            revocations.add(revoked);
        }
    }
}
