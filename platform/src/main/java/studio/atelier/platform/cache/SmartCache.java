package studio.atelier.platform.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.platform.cache.SharedCacheValues.FoundValue;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.work.ShieldedExecution;

/**
 * A cache that loads what it does not hold, as its {@link CacheSpecification} says. {@link SmartCaches} creates it.
 *
 * <p>A fresh value is served from memory, else from Redis if it is shared; else it is loaded. One load at a time runs
 * for a key in this process, and all readers of the key share it; a reader that cancels does not cancel the load. When
 * 80 % of its time to live have passed, the value of a key that is kept fresh is loaded again though nobody reads it.
 *
 * <p>If a load fails, the stale value is served until the stale limit, at once from then on: loads are tried again in
 * the background. Without a stale value the read fails with the loader's error, as do all reads until the pause after a
 * failure is over.
 *
 * <p>If the origin has no value, the read is empty. Entries that expire are removed though nobody reads.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class SmartCache<K, V> {

    private static final Logger log = LoggerFactory.getLogger(SmartCache.class);
    private static final int CONCURRENT_REFRESHES = 4;
    private static final int SCANS_PER_LIFETIME = 50;
    private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();

    private final CacheSpecification<K, V> specification;
    private final @Nullable SharedCacheValues<V> shared;
    private final Ticker ticker;
    private final Cache<String, CacheEntry<K, V>> memory;
    private final CacheMetrics metrics;

    /** By the name of the key. An invalidation removes a load, and with it the right to store its outcome. */
    private final Map<String, CacheLoad<K, V>> loads = new ConcurrentHashMap<>();

    private final Set<Disposable> runningLoads = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private final AtomicLong nextScanAt;
    private final AtomicLong nextWarningAt;

    /** When an invalidation last failed in Redis; what was loaded before is not taken from there. */
    private volatile long redisTrustedSince;

    SmartCache(
            CacheSpecification<K, V> specification,
            @Nullable SharedCacheValues<V> shared,
            MeterRegistry meters,
            Ticker ticker) {
        this.specification = specification;
        this.shared = shared;
        this.ticker = ticker;
        this.memory = Caffeine.newBuilder()
                .maximumSize(specification.maxEntries())
                .expireAfter(Expiry.<String, CacheEntry<K, V>>writing(
                        (name, entry) -> Duration.ofNanos(Math.max(0, entry.expiresAt() - ticker.read()))))
                .scheduler(SmartCache::scheduleOnReactor)
                .executor(Runnable::run)
                .ticker(ticker)
                .build();
        this.metrics = new CacheMetrics(specification.name(), memory, meters);
        this.redisTrustedSince = ticker.read() - Long.MAX_VALUE / 2;
        this.nextScanAt = new AtomicLong(ticker.read());
        this.nextWarningAt = new AtomicLong(ticker.read());
    }

    /**
     * Returns the value of a key, or empty if its origin has none.
     *
     * @return fails with the loader's error, with a {@link java.util.concurrent.TimeoutException} at the load's limit,
     *     or with SERVICE_OVERLOADED if too many loads are running, each only if there is no stale value
     */
    public Mono<V> findValue(K key) {
        return Mono.defer(() -> findByName(key, specification.nameOf(key), ticker.read()));
    }

    private Mono<V> findByName(K key, String name, long now) {
        CacheEntry<K, V> known = memory.getIfPresent(name);
        CacheLoad<K, V> load = needsLoad(known, now)
                ? joinLoad(new CacheLoad<>(key, name, now, false), current -> needsLoad(current, now))
                : null;
        if (known != null && known.answersRead(now)) {
            return serveFromMemory(known, now);
        }
        return load == null ? findValue(key) : load.awaitOutcome().flatMap(this::serveLoaded);
    }

    private boolean needsLoad(@Nullable CacheEntry<K, V> current, long now) {
        return current == null || current.needsLoad(now);
    }

    private Mono<V> serveFromMemory(CacheEntry<K, V> entry, long now) {
        entry.noteRead(now);
        metrics.countMemoryRead(entry, now);
        return entry.toMono();
    }

    private Mono<V> serveLoaded(CacheEntry<K, V> entry) {
        long now = ticker.read();
        entry.noteRead(now);
        metrics.countLoadedRead(entry, now);
        return entry.toMono();
    }

    /**
     * Removes a key here at once, then in Redis and in the other instances: the next read loads it, and a load that has
     * begun before is served to those who wait for it, but not stored. Call it after the change has been committed.
     * Never fails: if Redis is unavailable, the others serve the old value until its time to live has passed.
     * Cancelling does not stop it.
     */
    public Mono<Void> invalidateKey(K key) {
        return Mono.defer(() -> {
            String name = specification.nameOf(key);
            dropKey(name);
            return shared == null
                    ? Mono.empty()
                    : completeInvalidation(shared.invalidateKey(name), () -> dropKey(name));
        });
    }

    /** Removes all keys, otherwise as {@link #invalidateKey}. */
    public Mono<Void> invalidateAll() {
        return Mono.defer(() -> {
            dropAll();
            return shared == null ? Mono.empty() : completeInvalidation(shared.invalidateAll(), this::dropAll);
        });
    }

    /** Drops once more at the end: a read in between may have found the old value in Redis. */
    private Mono<Void> completeInvalidation(Mono<Boolean> inRedis, Runnable drop) {
        return ShieldedExecution.fromCancellation(inRedis.doOnNext(told -> {
                    if (!told) {
                        redisTrustedSince = ticker.read();
                    }
                    drop.run();
                })
                .then());
    }

    /** Removes a key of this process; a load that has begun does not store its outcome. */
    void dropKey(String name) {
        loads.compute(name, (key, load) -> {
            memory.invalidate(key);
            return null;
        });
    }

    void dropAll() {
        loads.clear(); // first: what has been stored until then is in memory, and nothing else will be stored
        memory.invalidateAll();
    }

    /** Starts a load, unless one is running for the key, which is joined instead, or none is needed any more. */
    private @Nullable CacheLoad<K, V> joinLoad(CacheLoad<K, V> added, Predicate<@Nullable CacheEntry<K, V>> isNeeded) {
        CacheLoad<K, V> joined = loads.computeIfAbsent(
                added.name(), name -> isNeeded.test(memory.policy().getIfPresentQuietly(name)) ? added : null);
        if (joined == added) {
            startLoad(added);
        }
        return joined;
    }

    private void startLoad(CacheLoad<K, V> load) {
        Disposable.Swap place = Disposables.swap();
        runningLoads.add(place);
        place.update(produceEntry(load)
                .onErrorResume(error -> Mono.fromSupplier(() -> fallBack(load, null, error)))
                .doOnCancel(() -> endLoad(load, fallBack(load, null, new CancellationException("The process ends"))))
                .doFinally(end -> runningLoads.remove(place))
                .subscribe(entry -> endLoad(load, entry)));
        if (load.isRefresh()) {
            metrics.countRefresh();
        }
    }

    private void endLoad(CacheLoad<K, V> load, CacheEntry<K, V> entry) {
        loads.computeIfPresent(load.name(), (name, current) -> {
            if (current != load) {
                return current;
            }
            storeInMemory(name, entry);
            return null;
        });
        load.complete(entry);
    }

    private void storeInMemory(String name, CacheEntry<K, V> entry) {
        CacheEntry<K, V> replaced = memory.policy().getIfPresentQuietly(name);
        if (replaced != null) {
            entry.noteRead(replaced.readAt().get());
        }
        if (entry.isExpired(ticker.read())) {
            memory.invalidate(name);
        } else {
            memory.put(name, entry);
        }
    }

    private Mono<CacheEntry<K, V>> produceEntry(CacheLoad<K, V> load) {
        return findShared(load)
                .flatMap(found -> takeFoundOrLoad(load, found))
                .switchIfEmpty(Mono.defer(() -> loadEntry(load, null)));
    }

    private Mono<FoundValue<V>> findShared(CacheLoad<K, V> load) {
        return shared == null ? Mono.empty() : shared.findValue(load.name());
    }

    private Mono<CacheEntry<K, V>> takeFoundOrLoad(CacheLoad<K, V> load, FoundValue<V> found) {
        CacheEntry<K, V> entry = entryOf(load, found);
        return entry != null && makesLoadNeedless(load, entry) ? Mono.just(entry) : loadEntry(load, found);
    }

    private @Nullable CacheEntry<K, V> entryOf(CacheLoad<K, V> load, FoundValue<V> found) {
        V value = found.value();
        long loadedAt = ticker.read() - found.age().toNanos();
        return value == null || loadedAt - redisTrustedSince <= 0
                ? null
                : CacheEntry.ofValue(specification, load, value, true, loadedAt);
    }

    private boolean makesLoadNeedless(CacheLoad<K, V> load, CacheEntry<K, V> found) {
        long now = ticker.read();
        return found.isFresh(now) && !(load.isRefresh() && found.needsRefresh(now));
    }

    private Mono<CacheEntry<K, V>> loadEntry(CacheLoad<K, V> load, @Nullable FoundValue<V> found) {
        return callLoader(load)
                .delayUntil(entry -> shareEntry(load, found, entry))
                .onErrorResume(error -> Mono.fromSupplier(() -> fallBack(load, found, error)));
    }

    private Mono<CacheEntry<K, V>> callLoader(CacheLoad<K, V> load) {
        return Mono.defer(() -> {
            if (runningLoads.size() > specification.maxLoads()) {
                return Mono.error(CommonProblemException.serviceOverloaded(specification.pauseAfterFailure()));
            }
            long start = ticker.read();
            return Mono.defer(() -> specification.load(load.key()))
                    .timeout(specification.loadLimit())
                    .doOnSuccess(value -> metrics.recordLoad(value != null, ticker.read() - start))
                    .doOnError(error -> metrics.recordFailedLoad(ticker.read() - start))
                    .map(value -> CacheEntry.ofValue(specification, load, value, false, ticker.read()))
                    .switchIfEmpty(Mono.fromSupplier(() -> CacheEntry.ofAbsence(specification, load, ticker.read())));
        });
    }

    private Mono<Void> shareEntry(CacheLoad<K, V> load, @Nullable FoundValue<V> found, CacheEntry<K, V> entry) {
        return shared == null || found == null || wasInvalidated(load)
                ? Mono.empty()
                : shared.replaceValue(load.name(), found, entry.value());
    }

    private boolean wasInvalidated(CacheLoad<K, V> load) {
        return loads.get(load.name()) != load;
    }

    /** The known value, from memory or else from Redis; the error if there is none. */
    private CacheEntry<K, V> fallBack(CacheLoad<K, V> load, @Nullable FoundValue<V> found, Throwable error) {
        long now = ticker.read();
        CacheEntry<K, V> known = memory.policy().getIfPresentQuietly(load.name());
        CacheEntry<K, V> stale =
                known != null && known.hasValue() ? known : found == null ? null : entryOf(load, found);
        boolean usable = stale != null && !stale.isExpired(now) && !wasInvalidated(load);
        warnOfFailure(usable, error, now);
        return stale != null && usable
                ? stale.retryAfterPause(specification, now)
                : CacheEntry.ofFailure(specification, load, error, now);
    }

    /** Once a minute at most: while an origin is unavailable, loads fail for each key after each pause. */
    private void warnOfFailure(boolean stale, Throwable error, long now) {
        long due = nextWarningAt.get();
        if (now - due >= 0 && nextWarningAt.compareAndSet(due, now + BETWEEN_WARNINGS)) {
            log.warn(
                    "Cache {}: a load failed, {}, and it is tried again in {}; further failures within a minute are only"
                            + " counted: {}",
                    specification.name(),
                    stale ? "the stale value is served" : "there is no stale value",
                    specification.pauseAfterFailure(),
                    error.toString());
        }
    }

    /** Loads again what is kept fresh and due, a few values at a time. Never fails. */
    Mono<Void> refreshDueKeys() {
        return Mono.defer(() -> {
            if (!startScan(ticker.read())) {
                return Mono.empty();
            }
            return Flux.defer(() -> Flux.fromIterable(listDueEntries(ticker.read())))
                    .flatMap(this::refreshEntry, CONCURRENT_REFRESHES)
                    .then()
                    .doFinally(end -> refreshing.set(false));
        });
    }

    private boolean startScan(long now) {
        if (specification.keptFresh() == 0 || now - nextScanAt.get() < 0 || !refreshing.compareAndSet(false, true)) {
            return false;
        }
        nextScanAt.set(
                now + specification.timeToLive().dividedBy(SCANS_PER_LIFETIME).toNanos());
        return true;
    }

    /** Of the most recently read keys those whose values are due; sorted only if there is one. */
    private List<CacheEntry<K, V>> listDueEntries(long now) {
        if (memory.asMap().values().stream().noneMatch(entry -> entry.needsRefresh(now))) {
            return List.of();
        }
        return memory.asMap().values().stream()
                .filter(CacheEntry::hasValue)
                .map(entry -> new IdleEntry<>(entry, now - entry.readAt().get()))
                .sorted(Comparator.comparingLong(IdleEntry::idleNanos))
                .limit(specification.keptFresh())
                .map(IdleEntry::entry)
                .filter(entry -> entry.needsRefresh(now))
                .toList();
    }

    private Mono<Void> refreshEntry(CacheEntry<K, V> due) {
        return Mono.defer(() -> {
            long now = ticker.read();
            CacheLoad<K, V> load = joinLoad(
                    new CacheLoad<>(
                            due.key(),
                            specification.nameOf(due.key()),
                            due.readAt().get(),
                            true),
                    current -> current != null && current.needsRefresh(now));
            return load == null ? Mono.empty() : load.awaitOutcome().then();
        });
    }

    boolean isIdle() {
        return runningLoads.isEmpty();
    }

    /** Cancels the loads in progress; those who wait for one get its stale value or an error. */
    void cancelLoads() {
        runningLoads.forEach(Disposable::dispose);
    }

    /** Reactor's timer as Caffeine's scheduler, so that one virtual time serves both in tests. */
    private static Future<?> scheduleOnReactor(Executor executor, Runnable task, long delay, TimeUnit unit) {
        Disposable.Swap timer = Disposables.swap();
        FutureTask<?> future = new FutureTask<@Nullable Object>(() -> executor.execute(task), null) {
            @Override
            protected void done() {
                timer.dispose();
            }
        };
        timer.update(Schedulers.parallel().schedule(future, delay, unit));
        return future;
    }

    /** An entry with the time since its last read, which must not change while entries are sorted. */
    private record IdleEntry<K, V>(CacheEntry<K, V> entry, long idleNanos) {}
}
