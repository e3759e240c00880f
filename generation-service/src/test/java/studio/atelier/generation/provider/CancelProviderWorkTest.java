package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.generation.provider.ImageProvider.CancellableWork;
import studio.atelier.generation.provider.ProviderAttempt.ProviderAttemptState;

class CancelProviderWorkTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final UUID JOB = UUID.randomUUID();

    private final ImageProvider stoppable = mock();
    private final ImageProvider unstoppable = mock();
    private final ProviderAttempts attempts = mock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private CancelProviderWork cancelWork;

    @BeforeEach
    void nameProviders() {
        when(stoppable.providerName()).thenReturn("stoppable");
        when(stoppable.cancellableWork()).thenReturn(CancellableWork.TASK);
        when(stoppable.cancelWork(any(), any())).thenReturn(Mono.just(true));
        when(unstoppable.providerName()).thenReturn("unstoppable");
        when(unstoppable.cancellableWork()).thenReturn(CancellableWork.NONE);
        when(attempts.markEnded(any(), any(), any())).thenReturn(Mono.empty());
        cancelWork = new CancelProviderWork(attempts, new ProviderRegistry(List.of(stoppable, unstoppable)), meters);
    }

    @Test
    void tellsTheProvidersOfOpenCallsAndRecordsIt() {
        ProviderAttempt open = attempt(2, "stoppable", ProviderAttemptState.ACCEPTED);
        ProviderAttempt failed = attempt(1, "stoppable", ProviderAttemptState.FAILED);
        when(attempts.listAttempts(JOB))
                .thenReturn(Flux.just(failed, open, attempt(3, "unstoppable", ProviderAttemptState.ACCEPTED)));

        StepVerifier.create(cancelWork.handle(JOB)).expectComplete().verify(LIMIT);

        verify(stoppable).cancelWork(open.id(), "task-2");
        verify(stoppable, never()).cancelWork(failed.id(), "task-1");
        verify(unstoppable, never()).cancelWork(any(), any());
        verify(attempts).markEnded(open.id(), ProviderAttemptState.FAILED, "cancelled");
        assertThat(count("cancelled")).isOne();
    }

    @Test
    void leavesACallOpenWhoseProviderIsNotAtWorkOnIt() {
        when(attempts.listAttempts(JOB)).thenReturn(Flux.just(attempt(1, "stoppable", ProviderAttemptState.CALLING)));
        when(stoppable.cancelWork(any(), any())).thenReturn(Mono.just(false));

        StepVerifier.create(cancelWork.handle(JOB)).expectComplete().verify(LIMIT);

        verify(attempts, never()).markEnded(any(), any(), any());
        assertThat(count("not_at_work")).isOne();
    }

    @Test
    void waitsFiveSecondsAtMostForAProviderThatDoesNotAnswer() {
        when(attempts.listAttempts(JOB)).thenReturn(Flux.just(attempt(1, "stoppable", ProviderAttemptState.ACCEPTED)));
        when(stoppable.cancelWork(any(), any())).thenReturn(Mono.never());

        StepVerifier.withVirtualTime(() -> cancelWork.handle(JOB))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(4900))
                .thenAwait(Duration.ofMillis(200))
                .expectComplete()
                .verify(LIMIT);

        assertThat(count("failed")).isOne();
    }

    @Test
    void neverFails() {
        when(attempts.listAttempts(JOB)).thenReturn(Flux.error(new IllegalStateException("a test's error")));

        StepVerifier.create(cancelWork.handle(JOB)).expectComplete().verify(LIMIT);
    }

    private double count(String outcome) {
        return meters.counter("atelier.provider.cancellations", "provider", "stoppable", "outcome", outcome)
                .count();
    }

    private static ProviderAttempt attempt(int number, String provider, ProviderAttemptState state) {
        return new ProviderAttempt(
                UUID.randomUUID(), JOB, number, provider, "a-model", state, "task-" + number, Duration.ZERO);
    }
}
