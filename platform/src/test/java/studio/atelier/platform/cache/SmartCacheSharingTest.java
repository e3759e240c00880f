package studio.atelier.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import tools.jackson.databind.json.JsonMapper;

/** Two instances share a cache through a store. */
class SmartCacheSharingTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(100);
    private static final Duration STALE_LIMIT = Duration.ofSeconds(50);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    private final Ticker ticker = () -> time.now(TimeUnit.NANOSECONDS);
    private final TestOrigin origin = new TestOrigin();
    private final InMemorySharedCacheStore store = InMemorySharedCacheStore.create(ticker);
    private final Instance first = new Instance(store);
    private final Instance second = new Instance(store.createOtherInstance());

    @BeforeEach
    void start() {
        first.caches.start();
        second.caches.start();
    }

    @AfterEach
    void stop() {
        first.caches.stop();
        second.caches.stop();
        time.advanceTimeBy(Duration.ofMinutes(1));
        VirtualTimeScheduler.reset();
    }

    @Test
    void servesWhatAnotherInstanceHasLoaded() {
        first.assertRead("a", "a1");

        second.assertRead("a", "a1");
        second.assertRead("a", "a1");

        assertThat(second.reads("redis")).isEqualTo(1);
        assertThat(second.reads("memory")).isEqualTo(1);
        assertThat(second.reads("miss")).isZero();
        assertThat(origin.countLoads("a")).isEqualTo(1);
    }

    @Test
    void aValueDoesNotBecomeYoungerByItsWayThroughTheStore() {
        first.assertRead("a", "a1");
        time.advanceTimeBy(Duration.ofSeconds(70));
        second.assertRead("a", "a1");
        time.advanceTimeBy(Duration.ofSeconds(29));
        second.assertRead("a", "a1");

        time.advanceTimeBy(Duration.ofSeconds(1));

        second.assertRead("a", "a2");
    }

    @Test
    void dropsWhatAnotherInstanceInvalidates() {
        for (String key : List.of("a", "b")) {
            first.assertRead(key, key + "1");
            second.assertRead(key, key + "1");
        }

        complete(first.cache.invalidateKey("a"));
        second.assertRead("a", "a2");
        first.assertRead("a", "a2");
        second.assertRead("b", "b1");

        complete(first.cache.invalidateAll());
        second.assertRead("a", "a3");
        second.assertRead("b", "b2");
        assertThat(origin.countLoads()).isEqualTo(5);
    }

    @Test
    void storesNoValueThatAnotherInstanceInvalidatedDuringItsLoad() {
        Sinks.One<String> beforeChange = Sinks.one();
        origin.answerWith(value -> beforeChange.asMono());
        second.cache.findValue("a").subscribe();
        complete(first.cache.invalidateKey("a"));
        beforeChange.tryEmitValue("old");
        origin.answerAtOnce();

        second.assertRead("a", "a2");
        first.assertRead("a", "a2");
    }

    /** The message of the invalidation is lost, and its mark in the store is not. */
    @Test
    void sharesNoValueThatWasInvalidatedDuringItsLoadThoughTheMessageIsLost() {
        Sinks.One<String> beforeChange = Sinks.one();
        origin.answerWith(value -> beforeChange.asMono());
        second.cache.findValue("a").subscribe();
        store.setSilent(true);
        complete(first.cache.invalidateKey("a"));
        beforeChange.tryEmitValue("old");
        origin.answerAtOnce();

        first.assertRead("a", "a2");
        second.assertRead("a", "old");
        time.advanceTimeBy(TIME_TO_LIVE);
        second.assertRead("a", "a3");
    }

    @Test
    void servesAnOldValueNoLongerThanItsTimeToLiveIfTheMessageIsLost() {
        first.assertRead("a", "a1");
        second.assertRead("a", "a1");
        store.setSilent(true);
        complete(first.cache.invalidateKey("a"));

        time.advanceTimeBy(TIME_TO_LIVE.minusMillis(1));
        second.assertRead("a", "a1");
        time.advanceTimeBy(Duration.ofMillis(1));
        second.assertRead("a", "a2");
    }

    @Test
    void dropsWhatWasReadFromTheStoreUntilItIsInvalidatedThere() {
        first.assertRead("a", "a1");
        Sinks.Empty<Void> slowStore = Sinks.empty();
        store.delayInvalidations(slowStore.asMono());
        List<String> done = new CopyOnWriteArrayList<>();
        first.cache.invalidateKey("a").subscribe(value -> {}, error -> {}, () -> done.add("done"));
        first.assertRead("a", "a1");
        assertThat(done).isEmpty();

        slowStore.tryEmitEmpty();

        assertThat(done).hasSize(1);
        first.assertRead("a", "a2");
    }

    @Test
    void invalidatesThoughTheCallerHangsUp() {
        first.assertRead("a", "a1");
        second.assertRead("a", "a1");
        Sinks.Empty<Void> slowStore = Sinks.empty();
        store.delayInvalidations(slowStore.asMono());
        first.cache.invalidateKey("a").subscribe().dispose();

        slowStore.tryEmitEmpty();

        second.assertRead("a", "a2");
    }

    @Test
    void onlyLoadsMoreOftenWhileTheStoreIsAway() {
        store.setAway(true);
        first.assertRead("a", "a1");
        second.assertRead("a", "a2");
        first.assertRead("a", "a1");
        complete(first.cache.invalidateKey("a"));
        first.assertRead("a", "a3");

        store.setAway(false);

        complete(first.cache.invalidateAll());
        first.assertRead("a", "a4");
        second.assertRead("a", "a4");
    }

    @Test
    void servesTheStoredStaleValueIfTheOriginFailsAfterARestart() {
        first.assertRead("a", "a1");
        time.advanceTimeBy(TIME_TO_LIVE.plusSeconds(10));
        origin.fail();

        second.assertRead("a", "a1");
        assertThat(second.reads("stale")).isEqualTo(1);
        time.advanceTimeBy(STALE_LIMIT.minusSeconds(10));
        StepVerifier.create(second.cache.findValue("a"))
                .expectError(IllegalStateException.class)
                .verify(LIMIT);
    }

    @Test
    void takesTheRefreshedValueOfAnotherInstanceInsteadOfLoading() {
        SmartCache<String, String> ofFirst = first.createKeptFresh();
        SmartCache<String, String> ofSecond = second.createKeptFresh();
        ofFirst.findValue("a").subscribe();
        ofSecond.findValue("a").subscribe();

        time.advanceTimeBy(Duration.ofSeconds(90));

        assertThat(origin.countLoads("a")).isEqualTo(2);
        for (SmartCache<String, String> cache : List.of(ofFirst, ofSecond)) {
            StepVerifier.create(cache.findValue("a"))
                    .expectNext("a2")
                    .expectComplete()
                    .verify(LIMIT);
        }
    }

    @Test
    void takesNoValueFromTheStoreThatItCouldNotInvalidateThere() {
        first.assertRead("a", "a1");
        time.advanceTimeBy(Duration.ofSeconds(1));
        store.setAway(true);
        complete(first.cache.invalidateKey("a"));
        store.setAway(false);

        first.assertRead("a", "a2");
        second.assertRead("a", "a2");
    }

    @Test
    void loadsAValueThatCannotBeReadAndReplacesIt() {
        store.writeJson("shared", "a", "{not json", TIME_TO_LIVE);

        first.assertRead("a", "a1");

        second.assertRead("a", "a1");
    }

    private static void complete(Mono<Void> call) {
        StepVerifier.create(call).expectComplete().verify(LIMIT);
    }

    private final class Instance {

        private final MeterRegistry meters = new SimpleMeterRegistry();
        private final SmartCaches caches;
        private final SmartCache<String, String> cache;

        private Instance(SharedCacheStore store) {
            this.caches = new SmartCaches(store, JsonMapper.shared(), meters, ticker);
            this.cache = caches.createCache(specify("shared"));
        }

        private SmartCache<String, String> createKeptFresh() {
            return caches.createCache(specify("kept-fresh").keepFresh(10));
        }

        private CacheSpecification<String, String> specify(String name) {
            return CacheSpecification.<String, String>of(name, TIME_TO_LIVE, origin::loadValue)
                    .serveStaleFor(STALE_LIMIT)
                    .shareThroughRedis(String.class);
        }

        private void assertRead(String key, String value) {
            StepVerifier.create(cache.findValue(key))
                    .expectNext(value)
                    .expectComplete()
                    .verify(LIMIT);
        }

        private double reads(String result) {
            return meters.get("atelier.cache.reads")
                    .tag("cache", "shared")
                    .tag("result", result)
                    .counter()
                    .count();
        }
    }
}
