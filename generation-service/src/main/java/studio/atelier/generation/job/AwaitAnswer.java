package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.signal.Signals.Wait;
import studio.atelier.generation.signal.Signals.Waiter;

/** Waits for billing's answer about a job, for the configured moment at most, and gives the job as it then stands. */
@Component
class AwaitAnswer {

    private final JobRows rows;
    private final Signals signals;
    private final JobProperties properties;
    private final Clock clock;

    AwaitAnswer(JobRows rows, Signals signals, JobProperties properties, Clock clock) {
        this.rows = rows;
        this.signals = signals;
        this.properties = properties;
        this.clock = clock;
    }

    /** Listens before the job is written, for the answer may be there before the writing has come to its end. */
    Mono<Job> after(UUID jobId, Mono<Job> writing) {
        return listening(jobId, waiter -> {
            Wait answer = waiter.arm();
            return writing.flatMap(job -> await(jobId, waiter, answer, giveUpAt()));
        });
    }

    /** The same for a job that another request has written. */
    Mono<Job> of(UUID jobId) {
        return listening(jobId, waiter -> look(jobId, waiter, giveUpAt()));
    }

    private Mono<Job> listening(UUID jobId, Function<Waiter, Mono<Job>> work) {
        return Mono.using(() -> signals.listen(Signal.answered(jobId)), work, Waiter::close);
    }

    private Instant giveUpAt() {
        return clock.instant().plus(properties.admissionWait());
    }

    /** Only the wait has a limit; the reads between run to their end. */
    private Mono<Job> await(UUID jobId, Waiter waiter, Wait answer, Instant giveUpAt) {
        Duration left = Duration.between(clock.instant(), giveUpAt);
        return answer.atMost(left.isNegative() ? Duration.ZERO : left)
                .then(Mono.defer(() -> look(jobId, waiter, giveUpAt)));
    }

    private Mono<Job> look(UUID jobId, Waiter waiter, Instant giveUpAt) {
        Wait next = waiter.arm();
        return rows.find(jobId)
                .flatMap(job -> job.answered() || !clock.instant().isBefore(giveUpAt)
                        ? Mono.just(job)
                        : await(jobId, waiter, next, giveUpAt));
    }
}
