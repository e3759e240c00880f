package studio.atelier.platform.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What memory holds for a key: its value, that it has none, or the error of its load. Times are nanoseconds of the
 * cache's ticker.
 *
 * @param error why there is no value; null for a value and for an absence
 * @param fromRedis whether it was found in Redis instead of being loaded
 * @param refreshAt when a value that is kept fresh is loaded again
 * @param staleAt when it stops to be fresh
 * @param expiresAt when it is no longer used at all
 * @param failing whether its last load has failed; readers then do not wait for the next one
 * @param retryAt no load starts before
 * @param readAt of its last read
 */
record CacheEntry<K, V>(
        K key,
        @Nullable V value,
        @Nullable Throwable error,
        boolean fromRedis,
        long refreshAt,
        long staleAt,
        long expiresAt,
        boolean failing,
        long retryAt,
        AtomicLong readAt) {

    private static final int REFRESH_PERCENT = 80;

    static <K, V> CacheEntry<K, V> ofValue(
            CacheSpecification<K, V> cache, CacheLoad<K, V> load, V value, boolean fromRedis, long loadedAt) {
        Duration timeToLive = cache.timeToLive();
        Duration untilRefresh = timeToLive.multipliedBy(REFRESH_PERCENT).dividedBy(100);
        return new CacheEntry<>(
                load.key(),
                value,
                null,
                fromRedis,
                loadedAt + untilRefresh.toNanos(),
                loadedAt + timeToLive.toNanos(),
                loadedAt + cache.valueLifetime().toNanos(),
                false,
                loadedAt,
                new AtomicLong(load.readAt()));
    }

    static <K, V> CacheEntry<K, V> ofAbsence(CacheSpecification<K, V> cache, CacheLoad<K, V> load, long now) {
        long end = now + cache.absenceLifetime().toNanos();
        AtomicLong readAt = new AtomicLong(load.readAt());
        return new CacheEntry<>(load.key(), null, null, false, end, end, end, false, now, readAt);
    }

    static <K, V> CacheEntry<K, V> ofFailure(
            CacheSpecification<K, V> cache, CacheLoad<K, V> load, Throwable error, long now) {
        long end = now + cache.pauseAfterFailure().toNanos();
        AtomicLong readAt = new AtomicLong(load.readAt());
        return new CacheEntry<>(load.key(), null, error, false, end, now, end, true, end, readAt);
    }

    /** The same value after another load has failed. */
    CacheEntry<K, V> retryAfterPause(CacheSpecification<K, V> cache, long now) {
        long next = now + cache.pauseAfterFailure().toNanos();
        return new CacheEntry<>(key, value, error, fromRedis, refreshAt, staleAt, expiresAt, true, next, readAt);
    }

    boolean hasValue() {
        return value != null;
    }

    boolean isFresh(long now) {
        return now - staleAt < 0;
    }

    boolean isExpired(long now) {
        return now - expiresAt >= 0;
    }

    /** Whether a read uses it without waiting for a load. */
    boolean answersRead(long now) {
        return isFresh(now) || (failing && !isExpired(now));
    }

    /** Whether a read lets it be loaded. */
    boolean needsLoad(long now) {
        return !isFresh(now) && mayLoad(now);
    }

    /** Whether it is to be refreshed if it is kept fresh. */
    boolean needsRefresh(long now) {
        return hasValue() && now - refreshAt >= 0 && mayLoad(now);
    }

    private boolean mayLoad(long now) {
        return now - retryAt >= 0;
    }

    /** Notes a read. Of two at the same time either may be noted; it costs a hot key no contention. */
    void noteRead(long now) {
        if (now - readAt.get() > 0) {
            readAt.lazySet(now);
        }
    }

    Mono<V> toMono() {
        return error == null ? Mono.justOrEmpty(value) : Mono.error(error);
    }
}
