package studio.atelier.platform.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Values that all instances share. Its calls fail while the store is unavailable; what it holds may be lost at any
 * time.
 */
interface SharedCacheStore {

    /** What is stored under a key now; never empty. */
    Mono<StoredValue> findValue(String cache, String key);

    /**
     * Stores a value, unless the key was invalidated or stored anew since it was read: then nothing changes. A value
     * that has expired since does not matter.
     *
     * @param found what {@link #findValue} returned before the value was loaded
     * @param json null to remove what is stored
     */
    Mono<Void> replaceValue(String cache, String key, StoredValue found, @Nullable String json, Duration lifetime);

    /**
     * Removes a value and tells the other instances.
     *
     * @param markLifetime how long values that were loaded before are refused; longer than any load
     */
    Mono<Void> invalidateKey(String cache, String key, Duration markLifetime);

    /**
     * Removes all values of a cache and tells the other instances.
     *
     * @param markLifetime as for {@link #invalidateKey}; also longer than the lifetime of any value
     */
    Mono<Void> invalidateAll(String cache, Duration markLifetime);

    /** Invalidations by other instances. Never ends and never fails; those of an outage are lost. */
    Flux<CacheInvalidation> listenToInvalidations();

    /**
     * What is stored under a key.
     *
     * @param mark of the last invalidation of the whole cache; empty if there was none lately
     * @param version of the value, or of its invalidation; empty if there is neither
     * @param json null if there is no value
     * @param remaining lifetime of the value
     */
    record StoredValue(
            String mark, String version, @Nullable String json, Duration remaining) {}

    /**
     * An invalidation.
     *
     * @param sender the instance
     * @param key null for all keys of the cache
     */
    record CacheInvalidation(
            String sender, String cache, @Nullable String key) {}
}
