package studio.atelier.generation.run;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.catalogue.ImageModels;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.failpoint.GenerationFailpoint;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.provider.ImageProvider.CancellableWork;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderAttempt;
import studio.atelier.generation.provider.ProviderAttempts;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.generation.signal.GenerationSignals.SignalWaiter;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.TaskLease;

/** Begins the run of a claimed job, or resumes it where an earlier worker stopped. */
@Component
class StartJobRun {

    private static final Logger log = LoggerFactory.getLogger(StartJobRun.class);

    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final StoredJobQueries jobs;
    private final JobTransitions transitions;
    private final JobQueueTasks tasks;
    private final ProviderAttempts attempts;
    private final ModelCatalogue catalogue;
    private final ProviderRegistry providers;
    private final JobWorkerMetrics metrics;

    StartJobRun(
            StoredJobQueries jobs,
            JobTransitions transitions,
            JobQueueTasks tasks,
            ProviderAttempts attempts,
            ModelCatalogue catalogue,
            ProviderRegistry providers,
            JobWorkerMetrics metrics) {
        this.jobs = jobs;
        this.transitions = transitions;
        this.tasks = tasks;
        this.attempts = attempts;
        this.catalogue = catalogue;
        this.providers = providers;
        this.metrics = metrics;
    }

    /**
     * Prepares the run of the job, which the claim has started on the route that its row names.
     *
     * @return empty if it does not run: its model no longer has this route, or it was being ended during the claim
     */
    Mono<JobRun> handle(WorkerHeldTask task, SignalWaiter waiter, Consumer<Job> progressed) {
        Job job = task.claimed().job();
        return job == null
                ? jobs.findJob(task.lease().jobId())
                        .zipWith(catalogue.readModels())
                        .flatMap(both -> failOrPutBack(task.lease(), both.getT1(), both.getT2()))
                        .then(Mono.empty())
                : transitions
                        .showStart(task.claimed())
                        .then(catalogue.readModels())
                        .map(models -> prepareRun(task, job, models, waiter, progressed));
    }

    /** A task that is put back has no effect if its job has ended meanwhile. */
    private Mono<?> failOrPutBack(TaskLease lease, Job job, ImageModels models) {
        if (models.findRoute(job.work().model(), job.work().route()).isPresent()) {
            return tasks.putBack(lease, SHORTLY);
        }
        log.error(
                "Job {} fails: model {} has no route {} any more",
                job.id(),
                job.work().model(),
                job.work().route());
        return transitions.endJob(JobEnding.failedUnderLease(lease, JobErrorCode.INTERNAL_ERROR));
    }

    private JobRun prepareRun(
            WorkerHeldTask task, Job job, ImageModels models, SignalWaiter waiter, Consumer<Job> progressed) {
        GenerationFailpoint.AFTER_CLAIM.failIfArmed();
        ProviderModelRoute route = models.findRoute(
                        job.work().model(), job.work().route())
                .orElseThrow()
                .withCostOf(job.work().imageParameters());
        return new JobRun(
                task,
                job,
                route,
                providers.requireProvider(route.provider()),
                waiter,
                progressed,
                new AtomicBoolean(!task.lease().takenOver()));
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
                .map(attempt -> isCancelled(run) ? new JobRunStep.CancelJobStep() : toResumeStep(run, attempt))
                .defaultIfEmpty(new JobRunStep.PrepareCallStep());
    }

    /** Its user cancelled it before the earlier worker fell silent, and the provider can be told to stop. */
    private static boolean isCancelled(JobRun run) {
        return run.job().cancelRequested() && run.provider().cancellableWork() != CancellableWork.NONE;
    }

    private JobRunStep toResumeStep(JobRun run, ProviderAttempt attempt) {
        metrics.countResumption(attempt.provider());
        log.info("Job {} resumes attempt {}", run.job().id(), attempt.number());
        String task = attempt.providerTaskId();
        return task == null ? new JobRunStep.AwaitTaskNameStep(attempt) : new JobRunStep.WatchTaskStep(attempt, task);
    }
}
