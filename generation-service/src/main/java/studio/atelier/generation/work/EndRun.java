package studio.atelier.generation.work;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.failpoint.Failpoint;
import studio.atelier.generation.job.RunningJobs;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.Lease;
import studio.atelier.generation.task.Tasks;

/** The last step of a run. Changes nothing once the lease is lost. */
@Component
class EndRun {

    private final RunningJobs jobs;
    private final Attempts attempts;
    private final Tasks tasks;
    private final Signals signals;
    private final WorkMetrics metrics;

    EndRun(RunningJobs jobs, Attempts attempts, Tasks tasks, Signals signals, WorkMetrics metrics) {
        this.jobs = jobs;
        this.attempts = attempts;
        this.tasks = tasks;
        this.signals = signals;
        this.metrics = metrics;
    }

    Mono<Void> handle(Run run, Next.End end) {
        return switch (end) {
            case Next.Complete made -> complete(run.lease(), made);
            case Next.Fail failed ->
                jobs.fail(run.lease(), failed.error()).doOnNext(metrics::ended).then();
            case Next.Cancel cancelled -> jobs.cancel(run.lease()).then();
            case Next.PutBack later -> putBack(run.lease(), later.delay());
            case Next.Reroute moved -> reroute(run.lease(), moved);
        };
    }

    /** Any worker takes the job up again, after this delay at the earliest. */
    Mono<Void> putBack(Lease lease, Duration delay) {
        return tasks.putBack(lease, lease.lane(), delay).then();
    }

    private Mono<Void> complete(Lease lease, Next.Complete made) {
        Failpoint.BEFORE_CAPTURE.pass();
        return jobs.complete(lease, made.image())
                .doOnNext(job -> Failpoint.AFTER_CAPTURE.pass())
                .doOnNext(metrics::ended)
                .flatMap(job -> attempts.ended(made.attempt().id(), Attempt.State.SUCCEEDED, null));
    }

    private Mono<Void> reroute(Lease lease, Next.Reroute moved) {
        return jobs.reroute(lease, moved.number(), moved.route())
                .doOnNext(done -> signals.send(Signal.lane(moved.route().provider())))
                .then();
    }
}
