package studio.atelier.generation.work;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.failpoint.Failpoint;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobError;
import studio.atelier.generation.job.RunningJobs;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.provider.ModelProperties.Route;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.provider.Providers;
import studio.atelier.generation.signal.Signals.Waiter;
import studio.atelier.generation.task.Lease;

/** Takes a claimed job up, at the place where an earlier worker left it. */
@Component
class StartRun {

    private static final Logger log = LoggerFactory.getLogger(StartRun.class);

    private final RunningJobs jobs;
    private final Attempts attempts;
    private final Models models;
    private final Providers providers;
    private final WorkMetrics metrics;

    StartRun(RunningJobs jobs, Attempts attempts, Models models, Providers providers, WorkMetrics metrics) {
        this.jobs = jobs;
        this.attempts = attempts;
        this.models = models;
        this.providers = providers;
        this.metrics = metrics;
    }

    /**
     * The job runs on the route its row names.
     *
     * @return empty if it is not to be run: it is gone, has ended, its route is gone, or the lease is lost
     */
    Mono<Run> handle(HeldTask task, Waiter waiter) {
        Lease lease = task.lease();
        return jobs.find(lease)
                .flatMap(job -> models.route(job.work().model(), job.work().route())
                        .map(route -> start(task, job, route, waiter))
                        .orElseGet(
                                () -> jobs.fail(lease, JobError.INTERNAL_ERROR).then(Mono.empty())));
    }

    private Mono<Run> start(HeldTask task, Job job, Route route, Waiter waiter) {
        return jobs.start(task.lease(), job, route)
                .doOnNext(running -> Failpoint.AFTER_CLAIM.pass())
                .map(running -> new Run(
                        task,
                        running,
                        route,
                        providers.get(route.provider()),
                        waiter,
                        new AtomicBoolean(!task.lease().takenOver())));
    }

    /** A call of an earlier worker that may still bring a picture comes before a new one. */
    Mono<Next> firstStep(Run run) {
        return run.lease().isFirst() ? Mono.just(new Next.Prepare()) : resume(run);
    }

    private Mono<Next> resume(Run run) {
        return attempts.of(run.job().id())
                .filter(attempt -> attempt.state().open()
                        && attempt.provider().equals(run.route().provider()))
                .takeLast(1)
                .next()
                .map(attempt -> goOn(run, attempt))
                .defaultIfEmpty(new Next.Prepare());
    }

    private Next goOn(Run run, Attempt attempt) {
        metrics.resumed(attempt.provider());
        log.info("Job {} goes on with attempt {}", run.job().id(), attempt.number());
        String task = attempt.providerTaskId();
        return task == null ? new Next.AwaitName(attempt) : new Next.Watch(attempt, task);
    }
}
