package studio.atelier.generation.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

class InProcessSignalsTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofHours(1);

    private final InProcessSignals signals = new InProcessSignals();
    private final GenerationSignal signal = GenerationSignal.holdAnswered(UUID.randomUUID());

    @Test
    void receivesASignalThatCameBetweenArmingAndWaiting() {
        try (GenerationSignals.SignalWaiter waiter = signals.listenTo(signal)) {
            GenerationSignals.ArmedSignalWait armed = waiter.armWait();
            signals.deliverSignal(signal);

            StepVerifier.create(armed.atMost(LONG)).expectComplete().verify(LIMIT);
        }
    }

    @Test
    void waitsAnewAfterEachArming() {
        StepVerifier.withVirtualTime(() -> {
                    GenerationSignals.SignalWaiter waiter = signals.listenTo(signal);
                    waiter.armWait();
                    signals.deliverSignal(signal);
                    return waiter.armWait().atMost(Duration.ofSeconds(2));
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(1999))
                .thenAwait(Duration.ofMillis(1))
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void wakesEverybodyWhenAnythingMayHaveBeenMissed() {
        try (GenerationSignals.SignalWaiter waiter = signals.listenTo(signal)) {
            GenerationSignals.ArmedSignalWait armed = waiter.armWait();
            signals.deliverSignal(GenerationSignal.RESYNC);

            StepVerifier.create(armed.atMost(LONG)).expectComplete().verify(LIMIT);
        }
    }

    @Test
    void losesNothingWhenManyRingAtOnce() {
        AtomicInteger heard = new AtomicInteger();
        Disposable listening = signals.listenToAll().subscribe(any -> heard.incrementAndGet());

        IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, 1000).forEach(number -> signals.deliverSignal(signal))))
                .toList()
                .forEach(CompletableFuture::join);

        assertThat(heard).hasValue(8000);
        listening.dispose();
    }
}
