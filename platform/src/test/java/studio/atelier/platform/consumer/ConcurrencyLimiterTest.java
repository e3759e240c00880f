package studio.atelier.platform.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class ConcurrencyLimiterTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ConcurrencyLimiter permits = new ConcurrencyLimiter(3);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void runsNoMoreAtOnceThanThereAreSlots() {
        StepVerifier.create(Flux.range(0, 100)
                        .flatMap(i -> permits.runInSlot(work()), 100)
                        .then())
                .expectComplete()
                .verify(LIMIT);
        assertThat(most.get()).isBetween(2, 3);
        assertThat(permits.inUse()).isZero();
    }

    @Test
    void losesNoneWhenThoseInLineOrAtWorkGoAway() {
        Flux<Void> leaving = Flux.range(0, 2_000)
                .flatMap(
                        i -> permits.runInSlot(work())
                                .subscribeOn(Schedulers.parallel())
                                .takeUntilOther(Mono.delay(Duration.ofNanos(
                                        ThreadLocalRandom.current().nextInt(6_000_000)))),
                        64);
        StepVerifier.create(leaving.then()).expectComplete().verify(LIMIT);
        StepVerifier.create(Mono.fromSupplier(permits::inUse)
                        .filter(used -> used == 0)
                        .repeatWhenEmpty(100, tries -> tries.delayElements(Duration.ofMillis(20))))
                .expectNext(0)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void givesThePermitBackWhenTheWorkFails() {
        StepVerifier.create(permits.runInSlot(Mono.error(new IllegalStateException("enough"))))
                .expectErrorMessage("enough")
                .verify(LIMIT);
        assertThat(permits.inUse()).isZero();
    }

    private Mono<Void> work() {
        return Mono.defer(() -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            return Mono.delay(Duration.ofMillis(2))
                    .then()
                    .doOnTerminate(running::decrementAndGet)
                    .doOnCancel(running::decrementAndGet);
        });
    }
}
