package studio.atelier.gateway.feed;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Handles the items of a stream from the start of this instance to its end. An item that cannot be handled is logged
 * and skipped: one invalid record must not stop the feed until the next restart.
 */
public abstract class LongRunningFeed<T> implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LongRunningFeed.class);

    private volatile @Nullable Disposable running;

    /** Opens the stream; it never ends and reconnects by itself. */
    protected abstract Flux<? extends T> openStream();

    /** Handles one item without blocking. */
    protected abstract void takeItem(T item);

    @Override
    public void start() {
        running = openStream()
                .subscribe(
                        this::takeOrSkip,
                        error -> log.error("Feed {} ended unexpectedly; restart the instance", feedName(), error));
    }

    private void takeOrSkip(T item) {
        try {
            takeItem(item);
        } catch (RuntimeException e) {
            log.error("Feed {} could not handle an item; it is skipped", feedName(), e);
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
