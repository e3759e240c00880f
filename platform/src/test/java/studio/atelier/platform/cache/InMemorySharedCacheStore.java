package studio.atelier.platform.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A {@link SharedCacheStore} of one test, seen by one instance. */
final class InMemorySharedCacheStore implements SharedCacheStore {

    private final Content content;
    private final String instance;

    private InMemorySharedCacheStore(Content content) {
        this.content = content;
        this.instance = "instance-" + content.numbers.incrementAndGet();
    }

    static InMemorySharedCacheStore create(Ticker ticker) {
        return new InMemorySharedCacheStore(new Content(ticker));
    }

    InMemorySharedCacheStore createOtherInstance() {
        return new InMemorySharedCacheStore(content);
    }

    /** Whether all calls fail. */
    void setAway(boolean away) {
        content.away = away;
    }

    /** Whether the other instances miss invalidations. */
    void setSilent(boolean silent) {
        content.silent = silent;
    }

    /** Invalidations wait for this. */
    void delayInvalidations(Mono<Void> until) {
        content.beforeInvalidation = until;
    }

    void writeJson(String cache, String key, String json, Duration lifetime) {
        content.put(cache + ":" + key, new Stored("foreign", content.markOf(cache), json, content.after(lifetime)));
    }

    @Override
    public Mono<StoredValue> findValue(String cache, String key) {
        return whenThere(Mono.fromSupplier(() -> {
            String mark = content.markOf(cache);
            Stored stored = content.get(cache + ":" + key);
            boolean valid = mark.isEmpty() || stored.mark.equals(mark);
            Duration remaining = Duration.ofNanos(Math.max(0, stored.until - content.ticker.read()));
            return new StoredValue(mark, stored.version, valid ? stored.json : null, remaining);
        }));
    }

    @Override
    public Mono<Void> replaceValue(String cache, String key, StoredValue found, String json, Duration lifetime) {
        return whenThere(Mono.fromRunnable(() -> {
            String version = content.get(cache + ":" + key).version;
            String mark = content.markOf(cache);
            if (mark.equals(found.mark()) && (version.isEmpty() || version.equals(found.version()))) {
                String next = json == null ? "" : content.createVersion();
                content.put(cache + ":" + key, new Stored(next, mark, json, content.after(lifetime)));
            }
        }));
    }

    @Override
    public Mono<Void> invalidateKey(String cache, String key, Duration markLifetime) {
        return whenThere(content.beforeInvalidation.then(Mono.fromRunnable(() -> {
            Stored mark = new Stored(content.createVersion(), "", null, content.after(markLifetime));
            content.put(cache + ":" + key, mark);
            publish(new CacheInvalidation(instance, cache, key));
        })));
    }

    @Override
    public Mono<Void> invalidateAll(String cache, Duration markLifetime) {
        return whenThere(content.beforeInvalidation.then(Mono.fromRunnable(() -> {
            String version = content.createVersion();
            content.put(cache, new Stored(version, version, null, content.after(markLifetime)));
            publish(new CacheInvalidation(instance, cache, null));
        })));
    }

    private void publish(CacheInvalidation invalidation) {
        if (!content.silent) {
            content.messages.tryEmitNext(invalidation);
        }
    }

    private <T> Mono<T> whenThere(Mono<T> call) {
        return Mono.defer(() -> content.away ? Mono.error(new java.io.IOException("away")) : call);
    }

    @Override
    public Flux<CacheInvalidation> listenToInvalidations() {
        return content.messages.asFlux().filter(message -> !message.sender().equals(instance));
    }

    private record Stored(String version, String mark, String json, long until) {}

    private static final class Content {

        private final Ticker ticker;
        private final Map<String, Stored> stored = new HashMap<>();
        private final AtomicInteger numbers = new AtomicInteger();
        private final Sinks.Many<CacheInvalidation> messages =
                Sinks.many().multicast().directBestEffort();
        private Mono<Void> beforeInvalidation = Mono.empty();
        private boolean away;
        private boolean silent;

        private Content(Ticker ticker) {
            this.ticker = ticker;
        }

        private String createVersion() {
            return "v" + numbers.incrementAndGet();
        }

        private long after(Duration lifetime) {
            return ticker.read() + lifetime.toNanos();
        }

        private synchronized void put(String key, Stored value) {
            stored.put(key, value);
        }

        private synchronized Stored get(String key) {
            Stored found = stored.get(key);
            return found == null || found.until <= ticker.read() ? new Stored("", "", null, 0) : found;
        }

        private String markOf(String cache) {
            return get(cache).version;
        }
    }
}
