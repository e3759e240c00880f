package studio.atelier.platform.cache;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.lang.reflect.Type;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import studio.atelier.platform.cache.SharedCacheStore.StoredValue;
import studio.atelier.platform.outage.DependencyOutage;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * The values of one cache in the {@link SharedCacheStore}. Its calls never fail: while the store is unavailable the
 * cache only loads more often.
 */
final class SharedCacheValues<V> {

    private static final Logger log = LoggerFactory.getLogger(SharedCacheValues.class);

    /** How much later than the load's limit a value may arrive in the store. */
    private static final Duration WRITE_MARGIN = Duration.ofSeconds(10);

    private final String cache;
    private final SharedCacheStore store;
    private final JsonMapper json;
    private final JavaType type;
    private final Duration valueLifetime;
    private final Duration keyMarkLifetime;

    SharedCacheValues(CacheSpecification<?, V> specification, Type type, SharedCacheStore store, JsonMapper json) {
        this.cache = specification.name();
        this.store = store;
        this.json = json;
        this.type = json.constructType(type);
        this.valueLifetime = specification.valueLifetime();
        this.keyMarkLifetime = specification.loadLimit().plus(WRITE_MARGIN);
    }

    /** The stored value of a key, if the store answers; empty if it does not. */
    Mono<FoundValue<V>> findValue(String key) {
        return store.findValue(cache, key)
                .map(stored -> new FoundValue<>(stored, readValue(stored), ageOf(stored)))
                .onErrorResume(error -> logFailure("read", error).then(Mono.empty()));
    }

    private @Nullable V readValue(StoredValue stored) {
        if (stored.json() == null) {
            return null;
        }
        try {
            return json.readValue(stored.json(), type);
        } catch (RuntimeException e) {
            log.warn("Cache {}: a value in Redis cannot be read and is loaded again", cache, e);
            return null;
        }
    }

    /** Computed from the store's own clock, so that the clocks of the instances do not matter. */
    private Duration ageOf(StoredValue stored) {
        Duration age = valueLifetime.minus(stored.remaining());
        return age.isNegative() ? Duration.ZERO : age;
    }

    /**
     * Stores a loaded value, or removes the stored one if there is none any more; does nothing if the key has been
     * invalidated since it was found.
     */
    Mono<Void> replaceValue(String key, FoundValue<V> found, @Nullable V value) {
        if (value == null && found.stored().json() == null) {
            return Mono.empty();
        }
        return Mono.defer(() -> store.replaceValue(cache, key, found.stored(), writeValue(value), valueLifetime))
                .onErrorResume(error -> logFailure("written", error));
    }

    private @Nullable String writeValue(@Nullable V value) {
        return value == null ? null : json.writerFor(type).writeValueAsString(value);
    }

    /** Emits whether the store has been told. */
    Mono<Boolean> invalidateKey(String key) {
        return emitSuccess(store.invalidateKey(cache, key, keyMarkLifetime));
    }

    /** Emits whether the store has been told. */
    Mono<Boolean> invalidateAll() {
        return emitSuccess(store.invalidateAll(cache, keyMarkLifetime.plus(valueLifetime)));
    }

    private Mono<Boolean> emitSuccess(Mono<Void> call) {
        return call.thenReturn(true)
                .onErrorResume(error -> logFailure("invalidated", error).thenReturn(false));
    }

    private Mono<Void> logFailure(String what, Throwable error) {
        if (error instanceof CallNotPermittedException || DependencyOutage.isOne(error)) {
            log.debug("Cache {}: a value in Redis was not {}: {}", cache, what, error.toString());
        } else {
            log.warn("Cache {}: a value in Redis was not {}", cache, what, error);
        }
        return Mono.empty();
    }

    /**
     * What was found under a key.
     *
     * @param value null if there is none that can be read
     */
    record FoundValue<V>(StoredValue stored, @Nullable V value, Duration age) {}
}
