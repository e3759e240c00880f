package studio.atelier.gateway.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import studio.atelier.contracts.auth.AccessRevoked;
import studio.atelier.contracts.event.Topic;
import studio.atelier.platform.event.EventTail;
import studio.atelier.platform.event.TailedEvent;

/** Reads revocations from the auth service's events, those of the last minutes first. */
@Component
class RevocationFeed implements SmartLifecycle {

    private final EventTail tail;
    private final Revocations revocations;
    private @Nullable Disposable running;

    RevocationFeed(EventTail tail, Revocations revocations) {
        this.tail = tail;
        this.revocations = revocations;
    }

    @Override
    public void start() {
        running = tail.tail(Set.of(Topic.AUTH_EVENTS), Revocations.MEMORY).subscribe(this::take);
    }

    private void take(TailedEvent tailed) {
        if (tailed.received().event() instanceof AccessRevoked revoked) {
            revocations.add(revoked);
        }
    }

    @Override
    public void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
