package studio.atelier.generation.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;

class DecodingBudgetTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<DecodingBudget> open = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CountDownLatch finish = new CountDownLatch(1);

    @AfterEach
    void close() {
        finish.countDown();
        open.forEach(DecodingBudget::destroy);
    }

    @Test
    void neverHandsOutMoreThanThereIs() {
        DecodingBudget budget = budget(100, Duration.ofSeconds(15), 1000);
        AtomicLong taken = new AtomicLong();
        AtomicLong most = new AtomicLong();
        Flux<Integer> work = Flux.range(0, 400)
                .flatMap(
                        i -> budget.within(10 + i % 60, () -> {
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
        int cores = Runtime.getRuntime().availableProcessors();
        DecodingBudget budget = budget(1_000_000, Duration.ofSeconds(15), 1000);
        CountDownLatch allBusy = new CountDownLatch(cores);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Flux<Integer> work = Flux.range(0, 100)
                .flatMap(
                        i -> budget.within(1, () -> {
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
        DecodingBudget budget = budget(100, Duration.ofMillis(50), 10);
        Disposable holder = hold(budget, 100);
        StepVerifier.create(budget.within(1, () -> "late"))
                .expectErrorSatisfies(DecodingBudgetTest::isUnavailable)
                .verify(LIMIT);
        holder.dispose();
    }

    @Test
    void answersWith503AtOnceWhenTooManyWait() {
        DecodingBudget budget = budget(100, Duration.ofSeconds(60), 1);
        Disposable holder = hold(budget, 100);
        Disposable waiter = budget.within(1, () -> "waits").subscribe();
        StepVerifier.create(budget.within(1, () -> "no room"))
                .expectErrorSatisfies(DecodingBudgetTest::isUnavailable)
                .verify(LIMIT);
        holder.dispose();
        waiter.dispose();
    }

    @Test
    void workThatNobodyWaitsForKeepsItsShareUntilItEnds() {
        DecodingBudget budget = budget(100, Duration.ofSeconds(15), 10);
        hold(budget, 100).dispose();
        AtomicInteger ran = new AtomicInteger();
        Mono<Integer> next = budget.within(1, ran::incrementAndGet).cache();
        Disposable waiting = next.subscribe();
        assertThat(meters.get("atelier.picture.memory.used").gauge().value()).isEqualTo(100);
        assertThat(meters.get("atelier.picture.waiting").gauge().value()).isEqualTo(1);
        assertThat(ran).hasValue(0);

        finish.countDown();
        StepVerifier.create(next).expectNext(1).expectComplete().verify(LIMIT);
        waiting.dispose();
    }

    @Test
    void whoeverLeavesTheQueueTakesNothing() {
        DecodingBudget budget = budget(100, Duration.ofSeconds(15), 10);
        hold(budget, 60);
        budget.within(90, () -> "too large to fit now").subscribe().dispose();
        StepVerifier.create(budget.within(30, () -> "fits"))
                .expectNext("fits")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void aFailureGivesItsShareBack() {
        DecodingBudget budget = budget(100, Duration.ofSeconds(15), 10);
        for (int i = 0; i < 5; i++) {
            StepVerifier.create(budget.within(100, () -> {
                        throw new OutOfMemoryError("made up");
                    }))
                    .expectError(OutOfMemoryError.class)
                    .verify(LIMIT);
        }
        StepVerifier.create(budget.within(100, () -> "works"))
                .expectNext("works")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whatIsLargerThanAllRunsAlone() {
        StepVerifier.create(budget(100, Duration.ofSeconds(15), 10).within(5000, () -> "alone"))
                .expectNext("alone")
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void readsLargePicturesCoarselyInsteadOfNotAtAll() {
        DecodingBudget budget = budget(1_000_000, Duration.ofSeconds(15), 10);
        PictureHeader large = new PictureHeader(PictureFormat.JPEG, 1000, 1000, 3, false, 1);
        assertThat(large.memoryBytes(budget.coarsenessFor(large))).isLessThanOrEqualTo(1_000_000);
        assertThat(budget.coarsenessFor(large)).isEqualTo(3);
        PictureHeader small = new PictureHeader(PictureFormat.JPEG, 100, 100, 3, false, 1);
        assertThat(budget.coarsenessFor(small)).isEqualTo(1);
    }

    private Disposable hold(DecodingBudget budget, long bytes) {
        CountDownLatch started = new CountDownLatch(1);
        Disposable holder = budget.within(bytes, () -> {
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

    private DecodingBudget budget(long bytes, Duration maxWait, int maxWaiting) {
        DecodingBudget budget =
                new DecodingBudget(new PictureProperties(DataSize.ofBytes(bytes), maxWait, maxWaiting), meters);
        open.add(budget);
        return budget;
    }

    private static void isUnavailable(Throwable error) {
        assertThatThrownBy(() -> {
                    throw error;
                })
                .isInstanceOfSatisfying(
                        CommonProblemException.class,
                        e -> assertThat(e.code()).isEqualTo(CommonProblem.SERVICE_UNAVAILABLE));
    }
}
