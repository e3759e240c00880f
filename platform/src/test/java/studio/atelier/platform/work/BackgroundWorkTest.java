package studio.atelier.platform.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class BackgroundWorkTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    private final ItemWork work = new ItemWork();

    @BeforeEach
    void start() {
        work.start();
    }

    @AfterEach
    void stop() {
        work.stop();
        VirtualTimeScheduler.reset();
    }

    @Test
    void looksAtTheStartAndAboutOnceASecond() {
        assertThat(work.looks.get()).isEqualTo(1);
        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(work.looks.get()).isBetween(48, 82);
    }

    @Test
    void doesAllThereIsAfterOneSignal() {
        work.items.set(100);
        work.loop.signalWork();
        assertThat(work.items.get()).isZero();
        assertThat(work.looks.get()).isEqualTo(102);
    }

    @Test
    void doesNoMoreAtOnceThanItMay() {
        work.items.set(100);
        work.hold = true;
        for (int signals = 0; signals < 10; signals++) {
            work.loop.signalWork();
        }
        assertThat(work.running.get()).isEqualTo(ItemWork.AT_ONCE);
        work.hold = false;
        work.release.tryEmitEmpty();
        assertThat(work.items.get()).isZero();
    }

    @Test
    void looksOnceMoreIfASignalFindsAllBusy() {
        work.items.set(ItemWork.AT_ONCE);
        work.hold = true;
        for (int signals = 0; signals <= ItemWork.AT_ONCE; signals++) {
            work.loop.signalWork();
        }
        work.found = items -> false;
        work.hold = false;
        work.items.set(1);
        work.release.tryEmitEmpty();

        assertThat(work.items.get()).isZero();
    }

    @Test
    void looksOnceAfterTheShortestOfTheDelays() {
        int before = work.idleLooks.get();
        work.idle.signalWorkAfter(Duration.ofMinutes(2));
        work.idle.signalWorkAfter(Duration.ofMinutes(1));
        work.idle.signalWorkAfter(Duration.ofMinutes(3));

        time.advanceTimeBy(Duration.ofSeconds(59));
        assertThat(work.idleLooks.get()).isEqualTo(before);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(work.idleLooks.get()).isEqualTo(before + 1);
        time.advanceTimeBy(Duration.ofHours(1));
        assertThat(work.idleLooks.get()).isEqualTo(before + 1);

        work.idle.signalWorkAfter(Duration.ofMinutes(1));
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(work.idleLooks.get()).isEqualTo(before + 2);
    }

    @Test
    void continuesAfterAFailure() {
        work.items.set(2);
        work.failing = true;
        work.loop.signalWork();
        work.failing = false;
        time.advanceTimeBy(Duration.ofMillis(1250));
        assertThat(work.items.get()).isZero();
    }

    @Test
    void startsItsLoopsOnceItIsPrepared() {
        ItemWork unprepared = new ItemWork();
        unprepared.preparation = Mono.error(new IllegalStateException("not yet"));
        unprepared.start();
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(unprepared.looks.get()).isZero();

        unprepared.preparation = Mono.empty();
        time.advanceTimeBy(Duration.ofSeconds(15));
        assertThat(unprepared.looks.get()).isPositive();
        unprepared.stop();
    }

    @Test
    void doesNotStartIfItIsStoppedBeforeItIsPrepared() {
        ItemWork unprepared = new ItemWork();
        Sinks.Empty<Void> prepared = Sinks.empty();
        unprepared.preparation = prepared.asMono();
        unprepared.start();
        unprepared.stop();
        prepared.tryEmitEmpty();
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(unprepared.looks.get()).isZero();
    }

    @Test
    void finishesWhatItHasBegunBeforeItReleasesAndStops() {
        work.items.set(1);
        work.hold = true;
        work.loop.signalWork();
        AtomicBoolean stopped = new AtomicBoolean();

        work.stop(() -> stopped.set(true));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(work.running.get()).isEqualTo(1);
        assertThat(work.log).containsExactly("intake stopped");
        assertThat(stopped).isFalse();

        work.release.tryEmitEmpty();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(work.finished.get()).isEqualTo(1);
        assertThat(work.log).containsExactly("intake stopped", "released");
        assertThat(stopped).isTrue();
    }

    @Test
    void renewsLeasesUntilWhatItHasBegunHasEnded() {
        work.items.set(1);
        work.hold = true;
        work.loop.signalWork();
        work.stop(() -> {});
        int before = work.renewals.get();

        time.advanceTimeBy(Duration.ofSeconds(3));
        assertThat(work.renewals.get()).isGreaterThan(before);

        work.release.tryEmitEmpty();
        time.advanceTimeBy(Duration.ofSeconds(1));
        int after = work.renewals.get();
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(work.renewals.get()).isEqualTo(after);
    }

    @Test
    void takesUpNothingMoreOnceItStops() {
        work.items.set(100);
        work.hold = true;
        work.loop.signalWork();

        work.stop(() -> {});
        work.release.tryEmitEmpty();
        work.loop.signalWork();
        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(work.finished.get()).isEqualTo(1);
        assertThat(work.items.get()).isEqualTo(99);
    }

    @Test
    void stopsAtTheLimitAndCancelsOnlyWhatItLaunched() {
        AtomicBoolean cancelled = new AtomicBoolean();
        work.launch(Mono.never().doOnCancel(() -> cancelled.set(true)));
        work.items.set(1);
        work.hold = true;
        work.loop.signalWork();
        AtomicBoolean stopped = new AtomicBoolean();

        work.stop(() -> stopped.set(true));
        time.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(stopped).isFalse();
        assertThat(cancelled).isFalse();
        time.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(stopped).isTrue();
        assertThat(cancelled).isTrue();
        assertThat(work.running.get()).isEqualTo(1);
    }

    @Test
    void stopsAlthoughTheReleaseHangsOrFails() {
        work.releasing = Mono.never();
        AtomicBoolean stopped = new AtomicBoolean();
        work.stop(() -> stopped.set(true));
        time.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(stopped).isTrue();

        work.releasing = Mono.error(new IllegalStateException("no connection"));
        AtomicBoolean stoppedAgain = new AtomicBoolean();
        work.start();
        work.stop(() -> stoppedAgain.set(true));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(stoppedAgain).isTrue();
    }

    @Test
    void isNotIdleWhileLaunchedWorkRuns() {
        Sinks.Empty<Void> end = Sinks.empty();
        work.launch(end.asMono());
        assertThat(work.isIdle()).isFalse();
        end.tryEmitEmpty();
        assertThat(work.isIdle()).isTrue();
        work.launch(Mono.error(new IllegalStateException("failed")));
        assertThat(work.isIdle()).isTrue();
    }

    @Test
    void phasesStopInTheOrderOfTheirDeclaration() {
        assertThat(Arrays.stream(ShutdownPhase.values()).map(ShutdownPhase::value))
                .isSortedAccordingTo((one, other) -> Integer.compare(other, one))
                .doesNotHaveDuplicates();
    }

    /** Work items, each completed at once unless held. */
    private static final class ItemWork extends BackgroundWork {

        static final int AT_ONCE = 3;

        final WorkLoop loop = addLoop(WorkLoop.polling("items", AT_ONCE, Duration.ofSeconds(1), this::completeItem));
        final WorkLoop idle = addLoop(WorkLoop.onSignal("idle", 1, this::countIdleLook));
        final AtomicInteger idleLooks = new AtomicInteger();
        final AtomicInteger items = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger finished = new AtomicInteger();
        final Sinks.Empty<Void> release = Sinks.empty();
        final List<String> log = new ArrayList<>();
        Mono<Void> preparation = Mono.empty();
        Mono<Void> releasing = Mono.empty();
        IntPredicate found = taken -> true;
        boolean hold;
        boolean failing;

        final AtomicInteger renewals = new AtomicInteger();

        ItemWork() {
            super(ShutdownPhase.INTAKE, Duration.ofSeconds(5));
            addRenewal(WorkLoop.polling("renewals", 1, Duration.ofSeconds(1), this::renew));
        }

        private Mono<Boolean> countIdleLook() {
            idleLooks.incrementAndGet();
            return Mono.empty();
        }

        private Mono<Boolean> renew() {
            renewals.incrementAndGet();
            return Mono.just(false);
        }

        @Override
        protected Mono<Void> prepare() {
            return Mono.defer(() -> preparation);
        }

        @Override
        protected void stopIntake() {
            log.add("intake stopped");
        }

        @Override
        protected Mono<Void> release() {
            return Mono.<Void>fromRunnable(() -> log.add("released")).then(releasing);
        }

        private Mono<Boolean> completeItem() {
            looks.incrementAndGet();
            if (failing) {
                return Mono.error(new IllegalStateException("failing"));
            }
            if (items.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                return Mono.empty();
            }
            running.incrementAndGet();
            Mono<Void> held = hold ? release.asMono() : Mono.empty();
            return held.then(Mono.fromSupplier(() -> {
                running.decrementAndGet();
                finished.incrementAndGet();
                return found.test(finished.get());
            }));
        }
    }
}
