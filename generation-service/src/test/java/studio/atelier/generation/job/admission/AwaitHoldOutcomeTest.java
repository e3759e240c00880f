package studio.atelier.generation.job.admission;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobFixtures;
import studio.atelier.generation.job.JobProperties;
import studio.atelier.generation.job.JobTransitions.AnsweredJob;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.job.admission.AwaitHoldOutcome.AwaitedJob;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.signal.GenerationSignals.SignalWaiter;

class AwaitHoldOutcomeTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final GenerationSignals signals = mock();
    private final StoredJobQueries rows = mock();
    private final JobProperties properties = mock();
    private final AwaitHoldOutcome outcomes = new AwaitHoldOutcome(rows, signals, properties, Clock.systemUTC());
    private final Job job = JobFixtures.aJob().build();
    private final AnsweredJob answered = new AnsweredJob(job, null, null, false);
    private final GenerationSignal signal = GenerationSignal.holdAnswered(job.id());

    @Test
    void handsAnAnswerToItsRequestInThisProcessWithoutTellingOthers() {
        SignalWaiter waiter = mock();
        when(waiter.armWait()).thenReturn(limit -> Mono.never());
        when(signals.listenTo(signal)).thenReturn(waiter);
        when(properties.admissionWait()).thenReturn(LIMIT);

        StepVerifier.create(outcomes.writeAndAwaitOutcome(job.id(), Mono.just(job)))
                .then(() -> outcomes.announceAnswer(answered))
                .expectNext(new AwaitedJob(job, null))
                .expectComplete()
                .verify(LIMIT);

        verify(signals).sendToThisProcess(signal);
        verify(signals, never()).sendSignal(any());
    }

    @Test
    void tellsTheOtherProcessesOfAnAnswerForWhichNoRequestWaitsHere() {
        outcomes.announceAnswer(answered);

        verify(signals).sendSignal(signal);
    }
}
