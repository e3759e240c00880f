package studio.atelier.platform.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.platform.cache.SharedCacheStore.CacheInvalidation;
import studio.atelier.platform.work.BackgroundWork;
import studio.atelier.platform.work.ShutdownPhase;
import studio.atelier.platform.work.WorkLoop;
import tools.jackson.databind.json.JsonMapper;

/**
 * Creates the caches of a process, refreshes them in the background and applies the invalidations of other instances.
 * After the shutdown has begun nothing is refreshed any more; loads in progress get a few seconds.
 */
public final class SmartCaches extends BackgroundWork {

    private static final Duration BETWEEN_SCANS = Duration.ofMillis(500);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(3);

    private final Map<String, SmartCache<?, ?>> caches = new ConcurrentHashMap<>();
    private final Sinks.Empty<Void> firstShared = Sinks.empty();
    private final @Nullable SharedCacheStore store;
    private final JsonMapper json;
    private final MeterRegistry meters;
    private final Ticker ticker;

    /**
     * Creates no cache yet.
     *
     * @param store null to cache in memory only
     * @param ticker for the ages of values
     */
    public SmartCaches(@Nullable SharedCacheStore store, JsonMapper json, MeterRegistry meters, Ticker ticker) {
        super(ShutdownPhase.NOTIFICATIONS, DRAIN_LIMIT);
        this.store = store;
        this.json = json;
        this.meters = meters;
        this.ticker = ticker;
        addLoop(WorkLoop.polling("cache-refresh", 1, BETWEEN_SCANS, this::startRefreshes));
    }

    /**
     * Creates a cache. In a service without Redis it is in memory only, even if its values are to be shared.
     *
     * @throws IllegalArgumentException if there is one of this name already
     */
    public <K, V> SmartCache<K, V> createCache(CacheSpecification<K, V> specification) {
        SmartCache<K, V> cache = new SmartCache<>(specification, shareValues(specification), meters, ticker);
        if (caches.putIfAbsent(specification.name(), cache) != null) {
            throw new IllegalArgumentException("There is a cache " + specification.name() + " already");
        }
        return cache;
    }

    private <V> @Nullable SharedCacheValues<V> shareValues(CacheSpecification<?, V> specification) {
        Type type = specification.sharedType();
        if (store == null || type == null) {
            return null;
        }
        firstShared.tryEmitEmpty();
        return new SharedCacheValues<>(specification, type, store, json);
    }

    /** Only starts them, so that a slow origin does not delay the refreshes of other caches. */
    private Mono<Boolean> startRefreshes() {
        return Mono.fromSupplier(() -> {
            caches.values().forEach(cache -> launch(cache.refreshDueKeys()));
            return false;
        });
    }

    /** Opens no connection while no cache is shared. */
    @Override
    protected Flux<?> listen() {
        return store == null
                ? Flux.never()
                : firstShared.asMono().thenMany(store.listenToInvalidations()).doOnNext(this::applyInvalidation);
    }

    private void applyInvalidation(CacheInvalidation invalidation) {
        SmartCache<?, ?> cache = caches.get(invalidation.cache());
        String key = invalidation.key();
        if (cache != null && key != null) {
            cache.dropKey(key);
        } else if (cache != null) {
            cache.dropAll();
        }
    }

    @Override
    protected boolean isIdle() {
        return super.isIdle() && caches.values().stream().allMatch(SmartCache::isIdle);
    }

    @Override
    protected Mono<Void> release() {
        return Mono.fromRunnable(() -> caches.values().forEach(SmartCache::cancelLoads));
    }
}
