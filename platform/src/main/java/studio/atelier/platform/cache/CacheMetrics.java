package studio.atelier.platform.cache;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The metrics of one cache, tagged with its name. */
final class CacheMetrics {

    private static final String READS = "atelier.cache.reads";
    private static final String LOADS = "atelier.cache.loads";

    private final Counter memoryHits;
    private final Counter redisHits;
    private final Counter misses;
    private final Counter staleReads;
    private final Counter failedReads;
    private final Counter refreshes;
    private final Timer loadedValues;
    private final Timer loadedAbsences;
    private final Timer failedLoads;

    CacheMetrics(String cache, Cache<?, ?> memory, MeterRegistry meters) {
        this.memoryHits = meters.counter(READS, "cache", cache, "result", "memory");
        this.redisHits = meters.counter(READS, "cache", cache, "result", "redis");
        this.misses = meters.counter(READS, "cache", cache, "result", "miss");
        this.staleReads = meters.counter(READS, "cache", cache, "result", "stale");
        this.failedReads = meters.counter(READS, "cache", cache, "result", "failed");
        this.refreshes = meters.counter("atelier.cache.refreshes", "cache", cache);
        this.loadedValues = meters.timer(LOADS, "cache", cache, "outcome", "value");
        this.loadedAbsences = meters.timer(LOADS, "cache", cache, "outcome", "absence");
        this.failedLoads = meters.timer(LOADS, "cache", cache, "outcome", "failure");
        Gauge.builder("atelier.cache.size", memory, Cache::estimatedSize)
                .tag("cache", cache)
                .register(meters);
    }

    /** A read that memory has answered. */
    void countMemoryRead(CacheEntry<?, ?> entry, long now) {
        count(entry, now, memoryHits);
    }

    /** A read that has waited for a load. */
    void countLoadedRead(CacheEntry<?, ?> entry, long now) {
        count(entry, now, entry.fromRedis() ? redisHits : misses);
    }

    private void count(CacheEntry<?, ?> entry, long now, Counter hits) {
        if (entry.error() != null) {
            failedReads.increment();
        } else if (entry.hasValue() && !entry.isFresh(now)) {
            staleReads.increment();
        } else {
            hits.increment();
        }
    }

    void countRefresh() {
        refreshes.increment();
    }

    void recordLoad(boolean foundValue, long nanos) {
        (foundValue ? loadedValues : loadedAbsences).record(nanos, TimeUnit.NANOSECONDS);
    }

    void recordFailedLoad(long nanos) {
        failedLoads.record(nanos, TimeUnit.NANOSECONDS);
    }
}
