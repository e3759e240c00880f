package studio.atelier.platform.work;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** On real threads; {@link BackgroundWorkTest} tests the rest in virtual time. */
class WorkLoopTest {

    private static final int ROUNDS = 5_000;

    private final AtomicInteger turns = new AtomicInteger();

    /** In each round two threads signal at the same time: one of them mostly finds the loop busy. */
    @Test
    void losesNoSignalOfTwoThreads() {
        AtomicInteger waiting = new AtomicInteger();
        WorkLoop loop = WorkLoop.onSignal(
                "waiting",
                1,
                () -> Mono.fromSupplier(() -> {
                    waiting.set(0);
                    spin();
                    return false;
                }));
        loop.start();
        Mono<Integer> round = Flux.range(0, 2)
                .parallel(2)
                .runOn(Schedulers.parallel())
                .doOnNext(rail -> {
                    waiting.incrementAndGet();
                    loop.signalWork();
                })
                .sequential()
                .then(Mono.fromSupplier(waiting::get));

        StepVerifier.create(round.repeat(ROUNDS - 1).filter(left -> left > 0).count())
                .expectNext(0L)
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    /** Takes a moment, so that the other thread signals meanwhile. */
    private void spin() {
        for (int turn = 0; turn < 500; turn++) {
            turns.incrementAndGet();
        }
    }
}
