package studio.atelier.chat.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class PollingWorkLoopTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    private final PlayedLoop loop = new PlayedLoop();

    @BeforeEach
    void start() {
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.stop(() -> {});
        VirtualTimeScheduler.reset();
    }

    @Test
    void looksOnceOrTwiceASecondWhenThereIsNothing() {
        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(loop.looks.get()).isBetween(60, 120);
    }

    @Test
    void beginsAtANudge() {
        loop.signalWork();
        assertThat(loop.looks.get()).isEqualTo(1);
    }

    @Test
    void doesAllThereIsAfterOneNudge() {
        loop.pieces.set(100);
        loop.signalWork();
        assertThat(loop.pieces.get()).isZero();
        assertThat(loop.looks.get()).isEqualTo(101);
    }

    @Test
    void doesNoMoreAtOnceThanItMay() {
        loop.pieces.set(100);
        loop.hold = true;
        for (int nudges = 0; nudges < 10; nudges++) {
            loop.signalWork();
        }
        assertThat(loop.running.get()).isEqualTo(PlayedLoop.AT_ONCE);
        loop.hold = false;
        loop.release.tryEmitEmpty();
        assertThat(loop.pieces.get()).isZero();
    }

    @Test
    void goesOnAfterAFailure() {
        loop.pieces.set(2);
        loop.failing = true;
        loop.signalWork();
        loop.failing = false;
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(loop.pieces.get()).isZero();
    }

    @Test
    void finishesWhatItHasBegunBeforeItStops() {
        loop.pieces.set(1);
        loop.hold = true;
        loop.signalWork();
        AtomicBoolean stopped = new AtomicBoolean();

        loop.stop(() -> stopped.set(true));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(loop.running.get()).isEqualTo(1);
        assertThat(stopped).isFalse();

        loop.release.tryEmitEmpty();
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(loop.finished.get()).isEqualTo(1);
        assertThat(stopped).isTrue();
    }

    @Test
    void takesUpNothingMoreOnceItStops() {
        loop.pieces.set(100);
        loop.hold = true;
        loop.signalWork();

        loop.stop(() -> {});
        loop.release.tryEmitEmpty();
        loop.signalWork();
        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(loop.finished.get()).isEqualTo(1);
        assertThat(loop.pieces.get()).isEqualTo(99);
    }

    @Test
    void stopsAllTheSameWhenAPieceHangs() {
        loop.pieces.set(1);
        loop.hold = true;
        loop.signalWork();
        AtomicBoolean stopped = new AtomicBoolean();

        loop.stop(() -> stopped.set(true));
        time.advanceTimeBy(Duration.ofSeconds(10));

        assertThat(stopped).isTrue();
        assertThat(loop.running.get()).isEqualTo(1);
    }

    /** Work items, each completed at once unless held. */
    private static final class PlayedLoop extends PollingWorkLoop {

        static final int AT_ONCE = 3;

        final AtomicInteger pieces = new AtomicInteger();
        final AtomicInteger looks = new AtomicInteger();
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger finished = new AtomicInteger();
        final Sinks.Empty<Void> release = Sinks.empty();
        boolean hold;
        boolean failing;

        PlayedLoop() {
            super("played", AT_ONCE);
        }

        @Override
        protected Mono<Boolean> doOne() {
            looks.incrementAndGet();
            if (failing) {
                return Mono.error(new IllegalStateException("played"));
            }
            if (pieces.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                return Mono.empty();
            }
            running.incrementAndGet();
            Mono<Void> work = hold ? release.asMono() : Mono.empty();
            return work.thenReturn(true)
                    .doOnNext(done -> finished.incrementAndGet())
                    .doFinally(end -> running.decrementAndGet());
        }
    }
}
