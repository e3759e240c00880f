package studio.atelier.gateway.access;

import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.gateway.feed.LongRunningFeed;
import studio.atelier.platform.tail.EventTailReader;
import studio.atelier.platform.tail.TailedEvent;

/** Reads revocations from the auth service's events, starting with those of the last minutes. */
@Component
class AccessRevocationFeed extends LongRunningFeed<TailedEvent> {

    private final EventTailReader tail;
    private final RememberedRevocations revocations;

    AccessRevocationFeed(EventTailReader tail, RememberedRevocations revocations) {
        this.tail = tail;
        this.revocations = revocations;
    }

    @Override
    protected Flux<TailedEvent> openStream() {
        return tail.tailTopics(Set.of(EventTopic.AUTH_EVENTS), RememberedRevocations.MEMORY);
    }

    @Override
    protected void takeItem(TailedEvent tailed) {
        if (tailed.received().event() instanceof AccessRevoked revoked) {
            revocations.addRevocation(revoked);
        }
    }
}
