package studio.atelier.generation.job.admission;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobProperties;
import studio.atelier.generation.job.JobTransitions.AnsweredJob;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.signal.GenerationSignals.ArmedSignalWait;
import studio.atelier.generation.signal.GenerationSignals.SignalWaiter;
import studio.atelier.generation.task.JobQueueTasks.TaskQueuePlace;

/**
 * Waits for billing's answer about a job, for the configured time at most, and tells who waits. An answer that this
 * process applies is handed over to its own request; if that is in another process, it is told by a signal and reads
 * the job.
 */
@Component
public class AwaitHoldOutcome {

    private final StoredJobQueries rows;
    private final GenerationSignals signals;
    private final JobProperties properties;
    private final Clock clock;
    private final Map<UUID, Sinks.One<AwaitedJob>> awaited = new ConcurrentHashMap<>();

    AwaitHoldOutcome(StoredJobQueries rows, GenerationSignals signals, JobProperties properties, Clock clock) {
        this.rows = rows;
        this.signals = signals;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Hands an answer to the request that waits for it in this process. If there is none, the other processes are told.
     * A repetition of the request that waits in another process while this one does learns of it when its wait ends.
     */
    public void announceAnswer(AnsweredJob answered) {
        GenerationSignal signal = GenerationSignal.holdAnswered(answered.job().id());
        Sinks.One<AwaitedJob> request = awaited.remove(answered.job().id());
        if (request == null) {
            signals.sendSignal(signal);
        } else {
            request.tryEmitValue(new AwaitedJob(answered.job(), answered.place()));
            signals.sendToThisProcess(signal);
        }
    }

    /** Starts to listen before the job is written, since billing may answer before that statement returns. */
    Mono<AwaitedJob> writeAndAwaitOutcome(UUID jobId, Mono<Job> writing) {
        return Mono.defer(() -> awaitHandOver(jobId, writing)).doFinally(end -> awaited.remove(jobId));
    }

    private Mono<AwaitedJob> awaitHandOver(UUID jobId, Mono<Job> writing) {
        Sinks.One<AwaitedJob> handedOver = Sinks.one();
        awaited.put(jobId, handedOver);
        return withWaiter(jobId, waiter -> {
            ArmedSignalWait answer = waiter.armWait();
            return writing.flatMap(job ->
                    Mono.firstWithSignal(handedOver.asMono(), waitAndReadJob(jobId, waiter, answer, giveUpAt())));
        });
    }

    /** The same for a job that another request wrote. */
    Mono<Job> awaitOutcome(UUID jobId) {
        return withWaiter(jobId, waiter -> readJobOrWait(jobId, waiter, giveUpAt()))
                .map(AwaitedJob::job);
    }

    private Mono<AwaitedJob> withWaiter(UUID jobId, Function<SignalWaiter, Mono<AwaitedJob>> work) {
        return Mono.using(() -> signals.listenTo(GenerationSignal.holdAnswered(jobId)), work, SignalWaiter::close);
    }

    private Instant giveUpAt() {
        return clock.instant().plus(properties.admissionWait());
    }

    /** Only the wait is limited; the reads between waits run to their end. */
    private Mono<AwaitedJob> waitAndReadJob(UUID jobId, SignalWaiter waiter, ArmedSignalWait answer, Instant giveUpAt) {
        Duration left = Duration.between(clock.instant(), giveUpAt);
        return answer.atMost(left.isNegative() ? Duration.ZERO : left)
                .then(Mono.defer(() -> readJobOrWait(jobId, waiter, giveUpAt)));
    }

    private Mono<AwaitedJob> readJobOrWait(UUID jobId, SignalWaiter waiter, Instant giveUpAt) {
        ArmedSignalWait next = waiter.armWait();
        return rows.findJob(jobId)
                .flatMap(job -> job.isHoldAnswered() || !clock.instant().isBefore(giveUpAt)
                        ? Mono.just(new AwaitedJob(job, null))
                        : waitAndReadJob(jobId, waiter, next, giveUpAt));
    }

    /**
     * A job after the wait.
     *
     * @param place of its task, if it is known without a look
     */
    record AwaitedJob(Job job, @Nullable TaskQueuePlace place) {}
}
