package studio.atelier.gateway.feed;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Takes what a stream brings, from the start of this instance to its end. What cannot be taken is logged and passed
 * over: one odd record must not leave an instance deaf until it is started anew.
 */
public abstract class LongRunningFeed<T> implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LongRunningFeed.class);

    private volatile @Nullable Disposable running;

    /** The stream; it never ends, and mends its own connections. */
    protected abstract Flux<? extends T> openStream();

    /** Takes one item, at once. */
    protected abstract void takeItem(T item);

    @Override
    public void start() {
        running = openStream().subscribe(this::takeOrPassOver, error -> log.error("{} has ended", feedName(), error));
    }

    private void takeOrPassOver(T item) {
        try {
            takeItem(item);
        } catch (RuntimeException e) {
            log.error("{} passed something over that it could not take", feedName(), e);
        }
    }

    private String feedName() {
        return getClass().getSimpleName();
    }

    @Override
    public void stop() {
        Disposable ending = running;
        if (ending != null) {
            ending.dispose();
            running = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
