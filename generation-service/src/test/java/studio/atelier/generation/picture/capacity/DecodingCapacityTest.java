package studio.atelier.generation.picture.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.picture.DecoderReadWatch;
import studio.atelier.generation.picture.PictureException;
import studio.atelier.generation.picture.PictureFileFormat;
import studio.atelier.generation.picture.PictureFileHeader;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

class DecodingCapacityTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<DecodingCapacity> open = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void close() {
        finish.countDown();
        open.forEach(DecodingCapacity::destroy);
    }

    @Test
    void neverHandsOutMoreThanThereIs() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 1000);
        AtomicLong taken = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Flux<Integer> work = Flux.range(0, 400)
                .flatMap(
                        i -> budget.runWithin(somebody(), 10 + i % 60, () -> {
                            most.accumulateAndGet(taken.addAndGet(10 + i % 60), Math::max);
                            Thread.yield();
                            taken.addAndGet(-(10 + i % 60));
                            return i;
                        }),
                        400);

        StepVerifier.create(work.count()).expectNext(400L).expectComplete().verify(LIMIT);
        assertThat(most.get()).isLessThanOrEqualTo(100);
    }

    @Test
    void runsOnAsManyThreadsAsThereAreCores() {
        int cores = Math.max(2, Runtime.getRuntime().availableProcessors());
        DecodingCapacity budget = budget(1_000_000, Duration.ofSeconds(15), 1000);
        CountDownLatch allBusy = new CountDownLatch(cores);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Flux<Integer> work = Flux.range(0, 100)
                .flatMap(
                        i -> budget.runWithin(somebody(), 1, () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            allBusy.countDown();
                            assertThat(allBusy.await(5, TimeUnit.SECONDS)).isTrue();
                            return running.decrementAndGet();
                        }),
                        100);

        StepVerifier.create(work.count()).expectNext(100L).expectComplete().verify(LIMIT);
        assertThat(most).hasValue(cores);
    }

    @Test
    void answersWith503WhenItsTurnDoesNotCome() {
        DecodingCapacity budget = budget(100, Duration.ofMillis(50), 10);
        Disposable holder = hold(budget, 75);
        StepVerifier.create(budget.runWithin(somebody(), 75, () -> "late"))
                .expectErrorSatisfies(DecodingCapacityTest::isUnavailable)
                .verify(LIMIT);
        holder.dispose();
    }

    @Test
    void answersWith503AtOnceWhenTooManyWait() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(60), 1);
        Disposable holder = hold(budget, 75);
        Disposable waiter = budget.runWithin(somebody(), 75, () -> "waits").subscribe();
        StepVerifier.create(budget.runWithin(somebody(), 75, () -> "no room"))
                .expectErrorSatisfies(DecodingCapacityTest::isUnavailable)
                .verify(LIMIT);
        holder.dispose();
        waiter.dispose();
    }

    @Test
    void workThatNobodyWaitsForKeepsItsShareUntilItEnds() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 10);
        hold(budget, 75).dispose();
        AtomicInteger ran = new AtomicInteger();
        Mono<Integer> next =
                budget.runWithin(somebody(), 75, ran::incrementAndGet).cache();
        Disposable waiting = next.subscribe();
        assertThat(meters.get("atelier.picture.memory.used").gauge().value()).isEqualTo(75);
        assertThat(meters.get("atelier.picture.waiting").gauge().value()).isEqualTo(1);
        assertThat(ran).hasValue(0);

        finish.countDown();
        StepVerifier.create(next).expectNext(1).expectComplete().verify(LIMIT);
        waiting.dispose();
    }

    @Test
    void whoeverLeavesTheQueueTakesNothing() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 10);
        UserId user = somebody();
        hold(budget, 60);
        budget.runWithin(user, 70, () -> "too large to fit now").subscribe().dispose();
        StepVerifier.create(budget.runWithin(user, 1, () -> "fits"))
                .expectNext("fits")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aFailureGivesItsShareBack() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 10);
        for (int i = 0; i < 5; i++) {
            StepVerifier.create(budget.runWithin(somebody(), 75, () -> {
                        throw new OutOfMemoryError("made up");
                    }))
                    .expectError(OutOfMemoryError.class)
                    .verify(LIMIT);
        }
        StepVerifier.create(budget.runWithin(somebody(), 75, () -> "works"))
                .expectNext("works")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void refusesWhatIsLargerThanItEverHandsOut() {
        StepVerifier.create(budget(100, Duration.ofSeconds(15), 10).runWithin(somebody(), 76, () -> "never"))
                .expectErrorSatisfies(DecodingCapacityTest::isUnavailable)
                .verify(LIMIT);
    }

    @Test
    void readsLargePicturesCoarselyInsteadOfNotAtAll() {
        DecodingCapacity budget = budget(12_000_000, Duration.ofSeconds(15), 10);
        assertThat(budget.coarsenessFor(jpeg(1000, 0))).isEqualTo(1);
        PictureFileHeader large = jpeg(3000, 0);
        assertThat(budget.coarsenessFor(large)).isEqualTo(3);
        assertThat(large.memoryBytes(3)).isLessThanOrEqualTo(9_000_000);
    }

    @Test
    void doesNotReadWhatIsTooLargeHoweverCoarselyItIsRead() {
        DecodingCapacity budget = budget(12_000_000, Duration.ofSeconds(15), 10);
        PictureFileHeader progressive = jpeg(3000, 3);
        assertThat(budget.coarsenessFor(progressive)).isZero();
        assertThat(budget.pixelsThatFit(progressive)).isBetween(1_000_000L, 4_000_000L);
    }

    @Test
    void aUserHasOnePictureInWorkAtATime() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 100);
        UserId user = somebody();
        AtomicInteger running = new AtomicInteger();
        Flux<Integer> work = Flux.range(0, 40)
                .flatMap(
                        i -> budget.runWithin(user, 1 + i % 2 * 50, () -> {
                            int together = running.incrementAndGet();
                            Thread.yield();
                            running.decrementAndGet();
                            return together;
                        }),
                        40);
        StepVerifier.create(work.reduce(0, Math::max))
                .expectNext(1)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void usersTakeTurns() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 100);
        UserId greedy = somebody();
        UserId modest = somebody();
        hold(budget, 60);
        List<String> begun = new CopyOnWriteArrayList<>();
        Flux<Boolean> greedyWork =
                Flux.range(0, 10).flatMap(i -> budget.runWithin(greedy, 60, () -> begun.add("greedy")), 10);
        Mono<Boolean> modestWork = budget.runWithin(modest, 60, () -> begun.add("modest"));
        Mono<Long> all = Flux.merge(greedyWork, modestWork).count().cache();
        all.subscribe();
        finish.countDown();

        StepVerifier.create(all).expectNext(11L).expectComplete().verify(LIMIT);
        assertThat(begun.subList(0, 2)).containsExactly("greedy", "modest");
    }

    @Test
    void aSmallPicturePassesLargeOnes() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 100);
        hold(budget, 75);
        for (int i = 0; i < 5; i++) {
            budget.runWithin(somebody(), 75, () -> "large").subscribe();
        }
        StepVerifier.create(budget.runWithin(somebody(), 25, () -> "small"))
                .expectNext("small")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void smallPicturesNeverRunBehindALargeOne() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 100);
        hold(budget, 75);
        Flux<Integer> work = Flux.range(0, 200).concatMap(i -> budget.runWithin(somebody(), 25, () -> i));
        StepVerifier.create(work.count()).expectNext(200L).expectComplete().verify(Duration.ofSeconds(10));
    }

    @Test
    void whoeverHasMostWaitingMakesRoomForOthers() {
        DecodingCapacity budget = budget(100, Duration.ofSeconds(15), 3);
        hold(budget, 75);
        UserId greedy = somebody();
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 4; i++) {
            budget.runWithin(greedy, 75, () -> "greedy").subscribe(done -> {}, refused::add);
        }
        assertThat(refused).hasSize(1);
        Mono<String> modest = budget.runWithin(somebody(), 75, () -> "modest").cache();
        modest.subscribe();
        assertThat(refused).hasSize(2);
        finish.countDown();
        StepVerifier.create(modest).expectNext("modest").expectComplete().verify(LIMIT);
    }

    /** In virtual time that stands still, no wait for a turn ends. */
    @Test
    void refusesAtOnceWhatWillNotGetItsTurnInTime() {
        VirtualTimeScheduler.getOrSet();
        try {
            DecodingCapacity budget = budget(100, Duration.ofMillis(1), 100);
            for (int i = 0; i < 4; i++) {
                budget.runWithin(somebody(), 75, () -> finish.await(100, TimeUnit.MILLISECONDS))
                        .block(LIMIT);
            }
            hold(budget, 75);
            StepVerifier.create(budget.runWithin(somebody(), 75, () -> "in vain"))
                    .expectErrorSatisfies(DecodingCapacityTest::isUnavailable)
                    .verify(LIMIT);
        } finally {
            VirtualTimeScheduler.reset();
        }
    }

    @Test
    void interruptsWorkThatTakesTooMuchOfTheProcessor() {
        DecodingCapacity budget = new DecodingCapacity(
                new PictureProperties(DataSize.ofBytes(100), Duration.ofSeconds(15), 10, Duration.ofMillis(200)),
                meters);
        open.add(budget);
        StepVerifier.create(budget.runWithin(somebody(), 1, () -> {
                    while (true) {
                        DecoderReadWatch.refuseLate();
                    }
                }))
                .expectError(PictureException.class)
                .verify(LIMIT);
        StepVerifier.create(budget.runWithin(
                        somebody(), 1, () -> Thread.currentThread().isInterrupted()))
                .expectNext(false)
                .expectComplete()
                .verify(LIMIT);
    }

    private static PictureFileHeader jpeg(int side, double held) {
        PictureFileHeader.PicturePixelLayout layout = new PictureFileHeader.PicturePixelLayout(3, held, false, false);
        return new PictureFileHeader(PictureFileFormat.JPEG, side, side, 1000, layout, false, 1);
    }

    private static UserId somebody() {
        return new UserId(UUID.randomUUID());
    }

    private Disposable hold(DecodingCapacity budget, long bytes) {
        CountDownLatch started = new CountDownLatch(1);
        Disposable holder = budget.runWithin(somebody(), bytes, () -> {
                    started.countDown();
                    return finish.await(15, TimeUnit.SECONDS);
                })
                .subscribe();
        assertThatCodeWaits(started);
        return holder;
    }

    private static void assertThatCodeWaits(CountDownLatch started) {
        try {
            assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private DecodingCapacity budget(long bytes, Duration maxWait, int maxWaiting) {
        DecodingCapacity budget = new DecodingCapacity(
                new PictureProperties(DataSize.ofBytes(bytes), maxWait, maxWaiting, Duration.ofSeconds(10)), meters);
        open.add(budget);
        return budget;
    }

    private static void isUnavailable(Throwable error) {
        assertThatThrownBy(() -> {
                    throw error;
                })
                .isInstanceOfSatisfying(
                        CommonProblemException.class,
                        e -> assertThat(e.problemCode()).isEqualTo(CommonProblemCode.SERVICE_UNAVAILABLE));
    }
}
