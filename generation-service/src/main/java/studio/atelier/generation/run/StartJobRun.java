package studio.atelier.generation.run;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.failpoint.GenerationFailpoint;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.LeasedJobUpdates;
import studio.atelier.generation.provider.ImageModelCatalogue;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.generation.signal.GenerationSignals.SignalWaiter;
import studio.atelier.generation.task.TaskLease;

/** Starts a claimed job, or resumes it where an earlier worker stopped. */
@Component
class StartJobRun {

    private static final Logger log = LoggerFactory.getLogger(StartJobRun.class);

    private final LeasedJobUpdates jobs;
    private final ProviderAttempts attempts;
    private final ImageModelCatalogue models;
    private final ProviderRegistry providers;
    private final JobWorkerMetrics metrics;

    StartJobRun(
            LeasedJobUpdates jobs,
            ProviderAttempts attempts,
            ImageModelCatalogue models,
            ProviderRegistry providers,
            JobWorkerMetrics metrics) {
        this.jobs = jobs;
        this.attempts = attempts;
        this.models = models;
        this.providers = providers;
        this.metrics = metrics;
    }

    /**
     * Starts the job on the route that its row names.
     *
     * @return empty if it must not run: the job or its route no longer exists, the job has ended, or the lease is lost
     */
    Mono<JobRun> handle(WorkerHeldTask task, SignalWaiter waiter) {
        TaskLease lease = task.lease();
        return jobs.findJob(lease)
                .flatMap(job -> models.findRoute(job.work().model(), job.work().route())
                        .map(route -> startJob(task, job, route, waiter))
                        .orElseGet(() -> failWithoutRoute(lease, job)));
    }

    private Mono<JobRun> failWithoutRoute(TaskLease lease, Job job) {
        log.error(
                "Job {} fails: model {} has no route {} any more",
                job.id(),
                job.work().model(),
                job.work().route());
        return jobs.failJob(lease, JobErrorCode.INTERNAL_ERROR).then(Mono.empty());
    }

    private Mono<JobRun> startJob(WorkerHeldTask task, Job job, ProviderModelRoute route, SignalWaiter waiter) {
        return jobs.startJob(task.lease(), job, route)
                .doOnNext(running -> GenerationFailpoint.AFTER_CLAIM.failIfArmed())
                .map(running -> new JobRun(
                        task,
                        running,
                        route,
                        providers.requireProvider(route.provider()),
                        waiter,
                        new AtomicBoolean(!task.lease().takenOver())));
    }

    /** An earlier worker's call that may still yield an image comes before a new one. */
    Mono<JobRunStep> firstStep(JobRun run) {
        return run.lease().isFirst() ? Mono.just(new JobRunStep.PrepareCallStep()) : resumeAttempt(run);
    }

    private Mono<JobRunStep> resumeAttempt(JobRun run) {
        return attempts.listAttempts(run.job().id())
                .filter(attempt -> attempt.state().isOpen()
                        && attempt.provider().equals(run.route().provider()))
                .takeLast(1)
                .next()
                .map(attempt -> toResumeStep(run, attempt))
                .defaultIfEmpty(new JobRunStep.PrepareCallStep());
    }

    private JobRunStep toResumeStep(JobRun run, ProviderAttempt attempt) {
        metrics.countResumption(attempt.provider());
        log.info("Job {} resumes attempt {}", run.job().id(), attempt.number());
        String task = attempt.providerTaskId();
        return task == null ? new JobRunStep.AwaitTaskNameStep(attempt) : new JobRunStep.WatchTaskStep(attempt, task);
    }
}
