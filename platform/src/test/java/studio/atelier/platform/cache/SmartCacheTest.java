package studio.atelier.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import studio.atelier.platform.web.CommonProblemException;
import tools.jackson.databind.json.JsonMapper;

class SmartCacheTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(100);
    private static final Duration STALE_LIMIT = Duration.ofSeconds(50);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LOAD_LIMIT = Duration.ofSeconds(3);

    /** The timer looks for due values every fiftieth of the time to live and every half second, varied by a quarter. */
    private static final Duration SCAN_LAG = Duration.ofMillis(2_000 + 625);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    private final Ticker ticker = () -> time.now(TimeUnit.NANOSECONDS);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final TestOrigin origin = new TestOrigin();
    private final SmartCaches caches = new SmartCaches(null, JsonMapper.shared(), meters, ticker);
    private final Logger cacheLog = (Logger) LoggerFactory.getLogger(SmartCache.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void start() {
        lines.start();
        cacheLog.addAppender(lines);
        caches.start();
    }

    @AfterEach
    void stop() {
        caches.stop();
        time.advanceTimeBy(Duration.ofMinutes(1));
        cacheLog.detachAppender(lines);
        VirtualTimeScheduler.reset();
    }

    @Test
    void servesAFreshValueFromMemoryAndLoadsAnOldOne() {
        SmartCache<String, String> cache = create(specification -> specification);
        assertRead(cache, "a", "a1");
        time.advanceTimeBy(TIME_TO_LIVE.minusMillis(1));
        assertRead(cache, "a", "a1");
        assertRead(cache, "b", "b1");

        time.advanceTimeBy(Duration.ofMillis(1));

        assertRead(cache, "a", "a2");
        assertRead(cache, "b", "b1");
    }

    @Test
    void loadsNothingUntilSomebodyReads() {
        create(specification -> specification).findValue("a");

        assertThat(origin.countLoads()).isZero();
    }

    @Test
    void loadsOnceForAHundredConcurrentReaders() {
        SmartCache<String, String> cache = create(specification -> specification);
        Sinks.One<String> pending = answerLater();
        List<String> answers = new CopyOnWriteArrayList<>();

        race(100, () -> cache.findValue("a").subscribe(answers::add));
        assertThat(answers).isEmpty();
        pending.tryEmitValue("late");

        assertThat(origin.countLoads("a")).isEqualTo(1);
        assertThat(answers).hasSize(100).containsOnly("late");
    }

    @Test
    void loadsOncePerTimeToLiveWhenManyReadersRace() {
        SmartCache<String, String> cache = create(specification -> specification);
        List<String> answers = new CopyOnWriteArrayList<>();

        for (int round = 1; round <= 50; round++) {
            race(16, () -> cache.findValue("a").subscribe(answers::add));
            assertThat(origin.countLoads("a")).isEqualTo(round);
            assertThat(answers).hasSize(16 * round).endsWith("a" + round);
            time.advanceTimeBy(TIME_TO_LIVE);
        }
    }

    @Test
    void refreshesAValueAfterEightyPercentOfItsTimeThoughNobodyReads() {
        SmartCache<String, String> cache = create(specification -> specification.keepFresh(1));
        assertRead(cache, "a", "a1");

        time.advanceTimeBy(TIME_TO_LIVE.multipliedBy(8).dividedBy(10).minusMillis(1));
        assertThat(origin.countLoads("a")).isEqualTo(1);
        time.advanceTimeBy(SCAN_LAG.plusMillis(1));
        assertThat(origin.countLoads("a")).isEqualTo(2);

        time.advanceTimeBy(TIME_TO_LIVE.multipliedBy(10));
        assertThat(origin.countLoads("a")).isBetween(13, 15);
        assertThat(metric("atelier.cache.refreshes")).isEqualTo(origin.countLoads("a") - 1);
        assertThat(reads("memory")).isZero();
        assertRead(cache, "a", "a" + origin.countLoads("a"));
        assertThat(reads("memory")).isEqualTo(1);
    }

    @Test
    void servesTheOldValueWhileItIsRefreshed() {
        SmartCache<String, String> cache = create(specification -> specification.keepFresh(1));
        assertRead(cache, "a", "a1");
        Sinks.One<String> pending = answerLater();
        time.advanceTimeBy(Duration.ofSeconds(80).plus(SCAN_LAG));
        assertThat(origin.countLoads("a")).isEqualTo(2);

        assertRead(cache, "a", "a1");
        pending.tryEmitValue("new");

        assertRead(cache, "a", "new");
        assertThat(origin.countLoads("a")).isEqualTo(2);
    }

    @Test
    void keepsOnlyTheMostRecentlyReadKeysFresh() {
        SmartCache<String, String> cache = create(specification -> specification.keepFresh(2));
        for (String key : List.of("a", "b", "c", "a")) {
            cache.findValue(key).subscribe();
            time.advanceTimeBy(Duration.ofMillis(10));
        }

        time.advanceTimeBy(TIME_TO_LIVE.multipliedBy(5));

        assertThat(origin.countLoads("a")).isGreaterThan(5);
        assertThat(origin.countLoads("c")).isGreaterThan(5);
        assertThat(origin.countLoads("b")).isEqualTo(1);
        assertThat(metric("atelier.cache.size")).isEqualTo(2);
    }

    @Test
    void refreshesAFewKeysAtATime() {
        SmartCache<String, String> cache = create(specification -> specification.keepFresh(20));
        for (int key = 0; key < 20; key++) {
            cache.findValue("key" + key).subscribe();
        }
        AtomicInteger concurrent = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        origin.answerWith(value -> Mono.delay(Duration.ofSeconds(1))
                .doOnSubscribe(start -> most.accumulateAndGet(concurrent.incrementAndGet(), Math::max))
                .doOnTerminate(concurrent::decrementAndGet)
                .thenReturn(value));

        time.advanceTimeBy(Duration.ofSeconds(80).plus(SCAN_LAG).plusSeconds(5));

        assertThat(most).hasValue(4);
        assertThat(origin.countLoads()).isEqualTo(40);
    }

    @Test
    void servesTheStaleValueAtOnceWhileItsOriginFailsAndTheNewOneAfterwards() {
        SmartCache<String, String> cache = create(specification -> specification.serveStaleFor(STALE_LIMIT));
        assertRead(cache, "a", "a1");
        time.advanceTimeBy(TIME_TO_LIVE);
        origin.fail();
        assertRead(cache, "a", "a1");
        assertRead(cache, "a", "a1");
        assertThat(origin.countLoads("a")).isEqualTo(2);

        time.advanceTimeBy(PAUSE);
        Sinks.One<String> pending = answerLater();
        assertRead(cache, "a", "a1");
        assertThat(origin.countLoads("a")).isEqualTo(3);
        assertThat(reads("stale")).isEqualTo(3);

        pending.tryEmitValue("recovered");
        assertRead(cache, "a", "recovered");
        assertThat(reads("stale")).isEqualTo(3);
    }

    @Test
    void logsAnOutageOnceAMinuteAndCountsItsFailures() {
        SmartCache<String, String> cache = create(specification -> specification.serveStaleFor(STALE_LIMIT));
        assertRead(cache, "a", "a1");
        time.advanceTimeBy(TIME_TO_LIVE);
        origin.fail();

        for (int second = 0; second < 20; second++) {
            assertRead(cache, "a", "a1");
            cache.findValue("b").onErrorComplete().subscribe();
            time.advanceTimeBy(PAUSE);
        }

        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
            assertThat(line.getFormattedMessage()).contains("Cache test", "the stale value is served", "no a2");
        });
        assertThat(failedLoads()).isEqualTo(40);
    }

    @Test
    void failsWhenTheStaleLimitHasPassed() {
        SmartCache<String, String> cache = create(specification -> specification.serveStaleFor(STALE_LIMIT));
        assertRead(cache, "a", "a1");
        origin.fail();
        time.advanceTimeBy(TIME_TO_LIVE.plus(STALE_LIMIT).minusMillis(1));
        assertRead(cache, "a", "a1");

        time.advanceTimeBy(Duration.ofMillis(1));

        assertReadFails(cache, "a", IllegalStateException.class);
    }

    @Test
    void keepsAValueUntilItIsStaleThoughItsRefreshFails() {
        SmartCache<String, String> cache = create(specification ->
                specification.keepFresh(1).serveStaleFor(STALE_LIMIT).limitLoadTime(TIME_TO_LIVE));
        assertRead(cache, "a", "a1");
        origin.fail();
        time.advanceTimeBy(Duration.ofSeconds(99));
        assertThat(origin.countLoads("a")).isGreaterThan(5);
        assertRead(cache, "a", "a1");
        assertThat(reads("stale")).isZero();

        time.advanceTimeBy(Duration.ofSeconds(2));
        Sinks.One<String> neverAnswered = answerLater();
        time.advanceTimeBy(SCAN_LAG.plus(PAUSE));
        assertThat(neverAnswered.currentSubscriberCount()).isEqualTo(1);
        assertRead(cache, "a", "a1");
        assertThat(reads("stale")).isEqualTo(1);
    }

    @Test
    void doesNotCallAFailingOriginForEachRead() {
        SmartCache<String, String> cache = create(specification -> specification);
        origin.fail();
        for (int read = 0; read < 10; read++) {
            assertReadFails(cache, "a", IllegalStateException.class);
        }
        time.advanceTimeBy(PAUSE.minusMillis(1));
        assertReadFails(cache, "a", IllegalStateException.class);
        assertThat(origin.countLoads("a")).isEqualTo(1);
        assertThat(reads("failed")).isEqualTo(11);

        time.advanceTimeBy(Duration.ofMillis(1));
        origin.answerAtOnce();

        assertRead(cache, "a", "a2");
    }

    @Test
    void givesUpALoadAtItsLimit() {
        SmartCache<String, String> cache = create(specification -> specification);
        Sinks.One<String> neverAnswered = answerLater();
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        cache.findValue("a").subscribe(value -> {}, errors::add);

        time.advanceTimeBy(LOAD_LIMIT.minusMillis(1));
        assertThat(errors).isEmpty();
        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(errors).singleElement().isInstanceOf(TimeoutException.class);
        assertThat(neverAnswered.currentSubscriberCount()).isZero();
    }

    @Test
    void failsIfTheLoaderThrows() {
        SmartCache<String, String> cache = caches.createCache(CacheSpecification.of("test", TIME_TO_LIVE, key -> {
            throw new IllegalStateException("no publisher");
        }));

        assertReadFails(cache, "a", IllegalStateException.class);
    }

    @Test
    void refusesLoadsBeyondTheLimit() {
        SmartCache<String, String> cache = create(specification -> specification.limitLoads(2));
        Sinks.One<String> pending = answerLater();
        List<String> answers = new CopyOnWriteArrayList<>();
        cache.findValue("a").subscribe(answers::add);
        cache.findValue("b").subscribe(answers::add);

        assertReadFails(cache, "c", CommonProblemException.class);
        assertThat(origin.countLoads("c")).isZero();
        pending.tryEmitValue("late");

        assertThat(answers).containsExactly("late", "late");
        time.advanceTimeBy(PAUSE);
        origin.answerAtOnce();
        assertRead(cache, "c", "c1");
    }

    @Test
    void loadsAnAbsentValueAtEachReadUnlessItIsRemembered() {
        origin.answerWith(value -> Mono.empty());
        SmartCache<String, String> forgetful = create(specification -> specification);
        assertAbsent(forgetful, "a");
        assertAbsent(forgetful, "a");
        assertThat(origin.countLoads("a")).isEqualTo(2);

        SmartCache<String, String> remembering =
                caches.createCache(specify("remembering").rememberAbsenceFor(Duration.ofSeconds(5)));
        assertAbsent(remembering, "b");
        time.advanceTimeBy(Duration.ofMillis(4_999));
        assertAbsent(remembering, "b");
        assertThat(origin.countLoads("b")).isEqualTo(1);
        origin.answerAtOnce();
        time.advanceTimeBy(Duration.ofMillis(1));
        assertRead(remembering, "b", "b2");
    }

    @Test
    void forgetsAValueThatItsOriginHasNoLonger() {
        SmartCache<String, String> cache = create(specification -> specification.serveStaleFor(STALE_LIMIT));
        assertRead(cache, "a", "a1");
        time.advanceTimeBy(TIME_TO_LIVE);
        origin.answerWith(value -> Mono.empty());
        assertAbsent(cache, "a");

        origin.fail();

        assertReadFails(cache, "a", IllegalStateException.class);
    }

    @Test
    void loadsAnInvalidatedKeyAgain() {
        SmartCache<String, String> cache = create(specification -> specification);
        assertRead(cache, "a", "a1");
        assertRead(cache, "b", "b1");

        complete(cache.invalidateKey("a"));
        assertRead(cache, "a", "a2");
        assertRead(cache, "b", "b1");

        complete(cache.invalidateAll());
        assertRead(cache, "a", "a3");
        assertRead(cache, "b", "b2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doesNotStoreAValueThatWasInvalidatedDuringItsLoad(boolean oldComesFirst) {
        SmartCache<String, String> cache = create(specification -> specification);
        Sinks.One<String> beforeChange = answerLater();
        List<String> answers = new CopyOnWriteArrayList<>();
        cache.findValue("a").subscribe(answers::add);
        complete(cache.invalidateKey("a"));
        Sinks.One<String> afterChange = answerLater();
        cache.findValue("a").subscribe(answers::add);

        if (oldComesFirst) {
            beforeChange.tryEmitValue("old");
        }
        afterChange.tryEmitValue("new");
        beforeChange.tryEmitValue("old");

        assertThat(answers).containsExactlyInAnyOrder("old", "new");
        assertRead(cache, "a", "new");
        assertThat(origin.countLoads("a")).isEqualTo(2);
    }

    @Test
    void doesNotStoreAValueThatWasInvalidatedWithAllOthersDuringItsLoad() {
        SmartCache<String, String> cache = create(specification -> specification);
        Sinks.One<String> beforeChange = answerLater();
        cache.findValue("a").subscribe();
        complete(cache.invalidateAll());
        beforeChange.tryEmitValue("old");
        origin.answerAtOnce();

        assertRead(cache, "a", "a2");
    }

    @Test
    void doesNotServeAStaleValueThatWasInvalidatedDuringItsLoad() {
        SmartCache<String, String> cache = create(specification -> specification.serveStaleFor(STALE_LIMIT));
        assertRead(cache, "a", "a1");
        time.advanceTimeBy(TIME_TO_LIVE);
        Sinks.One<String> pending = answerLater();
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        cache.findValue("a").subscribe(value -> {}, errors::add);
        complete(cache.invalidateKey("a"));
        pending.tryEmitError(new IllegalStateException("away"));

        assertThat(errors).hasSize(1);
        origin.answerAtOnce();
        assertRead(cache, "a", "a3");
    }

    @Test
    void storesNoOldValueWhenInvalidationsAndReadersRace() {
        AtomicInteger truth = new AtomicInteger();
        SmartCache<String, Integer> cache =
                caches.createCache(CacheSpecification.of("race", TIME_TO_LIVE, key -> Mono.fromSupplier(truth::get)));

        race(400, () -> {
            cache.findValue("a").subscribe();
            truth.incrementAndGet();
            cache.invalidateKey("a").subscribe();
            cache.findValue("a").subscribe();
        });

        StepVerifier.create(cache.findValue("a"))
                .expectNext(400)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aReaderThatCancelsDoesNotCancelTheLoadOfTheOthers() {
        SmartCache<String, String> cache = create(specification -> specification);
        Sinks.One<String> pending = answerLater();
        List<String> answers = new CopyOnWriteArrayList<>();
        Disposable leaving = cache.findValue("a").subscribe(answers::add);
        cache.findValue("a").subscribe(answers::add);

        leaving.dispose();
        assertThat(pending.currentSubscriberCount()).isEqualTo(1);
        pending.tryEmitValue("late");

        assertThat(answers).containsExactly("late");
    }

    @Test
    void aLoadContinuesForLaterReadersWhenAllHaveCancelled() {
        SmartCache<String, String> cache = create(specification -> specification);
        Sinks.One<String> pending = answerLater();
        cache.findValue("a").subscribe().dispose();
        pending.tryEmitValue("late");

        assertRead(cache, "a", "late");
        assertThat(origin.countLoads("a")).isEqualTo(1);
        assertThat(cache.isIdle()).isTrue();
    }

    @Test
    void aLoadThatNobodyWaitsForEndsAtItsLimit() {
        SmartCache<String, String> cache = create(specification -> specification);
        Sinks.One<String> neverAnswered = answerLater();
        cache.findValue("a").subscribe().dispose();
        assertThat(cache.isIdle()).isFalse();

        time.advanceTimeBy(LOAD_LIMIT);

        assertThat(neverAnswered.currentSubscriberCount()).isZero();
        assertThat(cache.isIdle()).isTrue();
    }

    @Test
    void removesExpiredValuesThoughNobodyReads() {
        SmartCache<String, String> cache = create(specification -> specification.serveStaleFor(STALE_LIMIT));
        assertRead(cache, "a", "a1");
        assertThat(metric("atelier.cache.size")).isEqualTo(1);

        time.advanceTimeBy(TIME_TO_LIVE.plus(STALE_LIMIT).plusSeconds(5));

        assertThat(metric("atelier.cache.size")).isZero();
    }

    @Test
    void holdsNoMoreEntriesThanItMay() {
        SmartCache<String, String> cache = create(specification -> specification.limitEntries(10));
        for (int key = 0; key < 200; key++) {
            assertRead(cache, "key" + key + "-", "key" + key + "-1");
        }

        assertThat(metric("atelier.cache.size")).isLessThanOrEqualTo(10);
    }

    @Test
    void countsReadsAndLoadsByTheirOutcomeAndMeasuresLoads() {
        SmartCache<String, String> cache = create(specification -> specification);
        origin.answerWith(value -> Mono.delay(Duration.ofSeconds(2)).thenReturn(value));
        cache.findValue("a").subscribe();
        cache.findValue("a").subscribe();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertRead(cache, "a", "a1");
        origin.answerWith(value -> Mono.empty());
        assertAbsent(cache, "b");
        origin.fail();
        assertReadFails(cache, "c", IllegalStateException.class);

        assertThat(reads("miss")).isEqualTo(3);
        assertThat(reads("memory")).isEqualTo(1);
        assertThat(reads("failed")).isEqualTo(1);
        assertThat(reads("redis")).isZero();
        assertThat(meters.get("atelier.cache.loads")
                        .tag("cache", "test")
                        .tag("outcome", "value")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
        assertThat(meters.get("atelier.cache.loads")
                        .tag("outcome", "absence")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(failedLoads()).isEqualTo(1);
    }

    @Test
    void refreshesNothingAfterItsEndAndEndsTheLoadsInProgress() {
        SmartCache<String, String> cache =
                create(specification -> specification.keepFresh(1).limitLoadTime(Duration.ofMinutes(10)));
        assertRead(cache, "a", "a1");
        Sinks.One<String> neverAnswered = answerLater();
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        cache.findValue("b").subscribe(value -> {}, errors::add);

        caches.stop();
        time.advanceTimeBy(Duration.ofMillis(2_900));
        assertThat(errors).isEmpty();
        time.advanceTimeBy(Duration.ofMillis(200));

        assertThat(caches.isRunning()).isFalse();
        assertThat(errors).hasSize(1);
        assertThat(neverAnswered.currentSubscriberCount()).isZero();
        assertThat(cache.isIdle()).isTrue();
        time.advanceTimeBy(TIME_TO_LIVE);
        assertThat(origin.countLoads("a")).isEqualTo(1);
    }

    @Test
    void refreshesAgainAfterARestart() {
        SmartCache<String, String> cache = create(specification -> specification.keepFresh(1));
        caches.stop();
        time.advanceTimeBy(Duration.ofSeconds(5));
        caches.start();
        assertRead(cache, "a", "a1");

        time.advanceTimeBy(TIME_TO_LIVE);

        assertThat(origin.countLoads("a")).isEqualTo(2);
    }

    @Test
    void refusesUnusableSpecifications() {
        create(specification -> specification);

        assertThatIllegalArgumentException().isThrownBy(() -> create(specification -> specification));
        assertThatIllegalArgumentException().isThrownBy(() -> specify("With:colon"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheSpecification.of("test", Duration.ZERO, origin::loadValue));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CacheSpecification.of("test", Duration.ofSeconds(4), origin::loadValue)
                        .keepFresh(1));
        assertThatIllegalArgumentException().isThrownBy(() -> specify("test").limitEntries(0));
    }

    private SmartCache<String, String> create(UnaryOperator<CacheSpecification<String, String>> change) {
        return caches.createCache(change.apply(specify("test")));
    }

    private CacheSpecification<String, String> specify(String name) {
        return CacheSpecification.<String, String>of(name, TIME_TO_LIVE, origin::loadValue)
                .pauseAfterFailure(PAUSE)
                .limitLoadTime(LOAD_LIMIT);
    }

    /** The origin's next values are all this one, once it is emitted. */
    private Sinks.One<String> answerLater() {
        Sinks.One<String> answer = Sinks.one();
        origin.answerWith(value -> answer.asMono());
        return answer;
    }

    /** Runs it this many times in eight threads. */
    private static void race(int times, Runnable task) {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Flux.range(0, times).subscribe(number -> threads.execute(task));
        }
    }

    private static void assertRead(SmartCache<String, String> cache, String key, String value) {
        StepVerifier.create(cache.findValue(key))
                .expectNext(value)
                .expectComplete()
                .verify(LIMIT);
    }

    private static void assertAbsent(SmartCache<String, String> cache, String key) {
        StepVerifier.create(cache.findValue(key)).expectComplete().verify(LIMIT);
    }

    private static void assertReadFails(
            SmartCache<String, String> cache, String key, Class<? extends Throwable> error) {
        StepVerifier.create(cache.findValue(key)).expectError(error).verify(LIMIT);
    }

    private static void complete(Mono<Void> call) {
        StepVerifier.create(call).expectComplete().verify(LIMIT);
    }

    private double reads(String result) {
        return meters.get("atelier.cache.reads")
                .tag("cache", "test")
                .tag("result", result)
                .counter()
                .count();
    }

    private double failedLoads() {
        return meters.get("atelier.cache.loads")
                .tag("cache", "test")
                .tag("outcome", "failure")
                .timer()
                .count();
    }

    /** The value of a counter or gauge. */
    private double metric(String name) {
        return meters.get(name)
                .tag("cache", "test")
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }
}
