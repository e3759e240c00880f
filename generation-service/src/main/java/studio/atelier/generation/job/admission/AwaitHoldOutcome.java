package studio.atelier.generation.job.admission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobProperties;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.signal.GenerationSignals.ArmedSignalWait;
import studio.atelier.generation.signal.GenerationSignals.SignalWaiter;

/** Waits for billing's answer about a job, for the configured time at most, and returns the job as it then stands. */
@Component
class AwaitHoldOutcome {

    private final StoredJobQueries rows;
    private final GenerationSignals signals;
    private final JobProperties properties;
    private final Clock clock;

    AwaitHoldOutcome(StoredJobQueries rows, GenerationSignals signals, JobProperties properties, Clock clock) {
        this.rows = rows;
        this.signals = signals;
        this.properties = properties;
        this.clock = clock;
    }

    /** Starts to listen before the job is written, since billing may answer before that transaction returns. */
    Mono<Job> writeAndAwaitOutcome(UUID jobId, Mono<Job> writing) {
        return withWaiter(jobId, waiter -> {
            ArmedSignalWait answer = waiter.armWait();
            return writing.flatMap(job -> waitAndReadJob(jobId, waiter, answer, giveUpAt()));
        });
    }

    /** The same for a job that another request wrote. */
    Mono<Job> awaitOutcome(UUID jobId) {
        return withWaiter(jobId, waiter -> readJobOrWait(jobId, waiter, giveUpAt()));
    }

    private Mono<Job> withWaiter(UUID jobId, Function<SignalWaiter, Mono<Job>> work) {
        return Mono.using(() -> signals.listenTo(GenerationSignal.holdAnswered(jobId)), work, SignalWaiter::close);
    }

    private Instant giveUpAt() {
        return clock.instant().plus(properties.admissionWait());
    }

    /** Only the wait is limited; the reads between waits run to their end. */
    private Mono<Job> waitAndReadJob(UUID jobId, SignalWaiter waiter, ArmedSignalWait answer, Instant giveUpAt) {
        Duration left = Duration.between(clock.instant(), giveUpAt);
        return answer.atMost(left.isNegative() ? Duration.ZERO : left)
                .then(Mono.defer(() -> readJobOrWait(jobId, waiter, giveUpAt)));
    }

    private Mono<Job> readJobOrWait(UUID jobId, SignalWaiter waiter, Instant giveUpAt) {
        ArmedSignalWait next = waiter.armWait();
        return rows.findJob(jobId)
                .flatMap(job -> job.isHoldAnswered() || !clock.instant().isBefore(giveUpAt)
                        ? Mono.just(job)
                        : waitAndReadJob(jobId, waiter, next, giveUpAt));
    }
}
