package studio.atelier.platform.cache;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A load in progress and those who wait for it; they may stop waiting, and it continues. */
final class CacheLoad<K, V> {

    private final Sinks.One<CacheEntry<K, V>> outcome = Sinks.one();
    private final K key;
    private final String name;
    private final long readAt;
    private final boolean refresh;

    /**
     * Creates a load that has not started.
     *
     * @param name of the key
     * @param readAt when the key was last read
     * @param refresh whether the timer starts it
     */
    CacheLoad(K key, String name, long readAt, boolean refresh) {
        this.key = key;
        this.name = name;
        this.readAt = readAt;
        this.refresh = refresh;
    }

    K key() {
        return key;
    }

    String name() {
        return name;
    }

    long readAt() {
        return readAt;
    }

    boolean isRefresh() {
        return refresh;
    }

    Mono<CacheEntry<K, V>> awaitOutcome() {
        return outcome.asMono();
    }

    void complete(CacheEntry<K, V> entry) {
        outcome.tryEmitValue(entry);
    }
}
