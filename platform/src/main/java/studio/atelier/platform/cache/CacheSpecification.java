package studio.atelier.platform.cache;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;

/**
 * What a {@link SmartCache} holds and for how long. Immutable; each method returns a changed copy.
 *
 * @param <K> type of the keys
 * @param <V> type of the values; values are shared by all callers and must not be modified
 */
public final class CacheSpecification<K, V> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

    /** Below, the timer could miss the time between the refresh and the TTL. */
    private static final Duration SHORTEST_KEPT_FRESH = Duration.ofSeconds(5);

    private final String name;
    private final Duration timeToLive;
    private final Function<? super K, Mono<V>> loader;
    private Function<? super K, String> keyNames = Object::toString;
    private Duration staleLimit = Duration.ZERO;
    private Duration absenceLifetime = Duration.ZERO;
    private Duration loadLimit = Duration.ofSeconds(5);
    private Duration pauseAfterFailure = Duration.ofSeconds(1);
    private int maxEntries = 1_000;
    private int maxLoads = 64;
    private int keptFresh;
    private @Nullable Type sharedType;

    private CacheSpecification(String name, Duration timeToLive, Function<? super K, Mono<V>> loader) {
        this.name = name;
        this.timeToLive = timeToLive;
        this.loader = loader;
    }

    private CacheSpecification(CacheSpecification<K, V> other) {
        this(other.name, other.timeToLive, other.loader);
        this.keyNames = other.keyNames;
        this.staleLimit = other.staleLimit;
        this.absenceLifetime = other.absenceLifetime;
        this.loadLimit = other.loadLimit;
        this.pauseAfterFailure = other.pauseAfterFailure;
        this.maxEntries = other.maxEntries;
        this.maxLoads = other.maxLoads;
        this.keptFresh = other.keptFresh;
        this.sharedType = other.sharedType;
    }

    /**
     * A cache in memory only, without stale values, of at most 1,000 entries, none of them kept fresh.
     *
     * @param name of the cache in metrics, logs and Redis: lower-case letters, digits and hyphens
     * @param timeToLive how long a value is fresh
     * @param loader reads the value of a key from its origin; empty means that there is none. It is subscribed to
     *     without the callers' context, because its value is for all of them, and is cancelled at its time limit. It
     *     does not read its own key in this cache
     */
    public static <K, V> CacheSpecification<K, V> of(
            String name, Duration timeToLive, Function<? super K, Mono<V>> loader) {
        check(NAME.matcher(name).matches(), "a cache's name has lower-case letters, digits and hyphens: " + name);
        check(timeToLive.isPositive(), "the time to live of cache " + name + " must be positive");
        return new CacheSpecification<>(name, timeToLive, loader);
    }

    /**
     * Names the keys in memory, in Redis and in invalidations; without it, {@code toString} does.
     *
     * @param names returns different names for different keys; short, and without secrets
     */
    public CacheSpecification<K, V> nameKeys(Function<? super K, String> names) {
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.keyNames = names;
        return changed;
    }

    /** Serves a value for this long after its time to live while its origin fails. */
    public CacheSpecification<K, V> serveStaleFor(Duration limit) {
        check(!limit.isNegative(), "the stale limit of cache " + name + " must not be negative");
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.staleLimit = limit;
        return changed;
    }

    /**
     * Remembers for this long, in this process only, that a key has no value; without it, the next read loads again.
     */
    public CacheSpecification<K, V> rememberAbsenceFor(Duration lifetime) {
        check(!lifetime.isNegative(), "the lifetime of absences in cache " + name + " must not be negative");
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.absenceLifetime = lifetime;
        return changed;
    }

    /** Limits the time of one call of the loader; 5 s if not set. */
    public CacheSpecification<K, V> limitLoadTime(Duration limit) {
        check(limit.isPositive(), "the load limit of cache " + name + " must be positive");
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.loadLimit = limit;
        return changed;
    }

    /** Does not load a key again for this long after its load has failed; 1 s if not set. */
    public CacheSpecification<K, V> pauseAfterFailure(Duration pause) {
        check(pause.isPositive(), "the pause of cache " + name + " must be positive");
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.pauseAfterFailure = pause;
        return changed;
    }

    /** Limits the number of entries in memory; 1,000 if not set. */
    public CacheSpecification<K, V> limitEntries(int maximum) {
        check(maximum > 0, "cache " + name + " must have room for an entry");
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.maxEntries = maximum;
        return changed;
    }

    /** Limits the number of concurrent loads of different keys; 64 if not set. Further loads fail. */
    public CacheSpecification<K, V> limitLoads(int maximum) {
        check(maximum > 0, "cache " + name + " must be allowed to load");
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.maxLoads = maximum;
        return changed;
    }

    /** Refreshes this many keys, the most recently read ones, before their values are stale. */
    public CacheSpecification<K, V> keepFresh(int keys) {
        check(
                keys >= 0 && (keys == 0 || timeToLive.compareTo(SHORTEST_KEPT_FRESH) >= 0),
                "cache " + name + " can keep values fresh whose time to live is 5 s or more");
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.keptFresh = keys;
        return changed;
    }

    /** Shares the values with the other instances through Redis, as JSON. */
    public CacheSpecification<K, V> shareThroughRedis(Class<V> valueType) {
        return shareThroughRedis((Type) valueType);
    }

    /** Shares the values with the other instances through Redis, as JSON. */
    public CacheSpecification<K, V> shareThroughRedis(TypeReference<V> valueType) {
        return shareThroughRedis(valueType.getType());
    }

    private CacheSpecification<K, V> shareThroughRedis(Type valueType) {
        CacheSpecification<K, V> changed = new CacheSpecification<>(this);
        changed.sharedType = valueType;
        return changed;
    }

    private static void check(boolean valid, String otherwise) {
        if (!valid) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    String name() {
        return name;
    }

    Duration timeToLive() {
        return timeToLive;
    }

    String nameOf(K key) {
        return keyNames.apply(key);
    }

    Mono<V> load(K key) {
        return loader.apply(key);
    }

    /** How long a value may be used at all. */
    Duration valueLifetime() {
        return timeToLive.plus(staleLimit);
    }

    Duration absenceLifetime() {
        return absenceLifetime;
    }

    Duration loadLimit() {
        return loadLimit;
    }

    Duration pauseAfterFailure() {
        return pauseAfterFailure;
    }

    int maxEntries() {
        return maxEntries;
    }

    int maxLoads() {
        return maxLoads;
    }

    int keptFresh() {
        return keptFresh;
    }

    /** The type of the values in Redis; null if they are not shared. */
    @Nullable
    Type sharedType() {
        return sharedType;
    }
}
