package studio.atelier.generation.run;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.TaskLease;

/**
 * Runs one job: continues where an earlier worker stopped, calls the provider, waits without holding anything, stores
 * the image and ends the job. Any step may be the last of this process: what was done before it is in the database,
 * where the next worker finds it.
 */
@Component
public class RunJob {

    private static final Logger log = LoggerFactory.getLogger(RunJob.class);

    private static final Duration LATER = Duration.ofSeconds(15);

    private final GenerationSignals signals;
    private final StartJobRun start;
    private final PrepareProviderCall prepare;
    private final RecordProviderCall recordCall;
    private final CallImageProvider call;
    private final WatchProviderTask watch;
    private final FetchAndStoreImage fetchAndStore;
    private final RecoverFromFailure recover;
    private final WatchForCancellation cancellation;
    private final EndJobRun end;

    RunJob(
            GenerationSignals signals,
            StartJobRun start,
            PrepareProviderCall prepare,
            RecordProviderCall recordCall,
            CallImageProvider call,
            WatchProviderTask watch,
            FetchAndStoreImage fetchAndStore,
            RecoverFromFailure recover,
            WatchForCancellation cancellation,
            EndJobRun end) {
        this.signals = signals;
        this.start = start;
        this.prepare = prepare;
        this.recordCall = recordCall;
        this.call = call;
        this.watch = watch;
        this.fetchAndStore = fetchAndStore;
        this.recover = recover;
        this.cancellation = cancellation;
        this.end = end;
    }

    /**
     * Runs the job as long as the lease is held. Never fails: an unexpected error is logged, and the task is put back
     * for a later try, until the job's deadline ends it.
     *
     * @param started called with the job once it runs
     * @param progressed called with the job when its provider has reported how far it is
     */
    public Mono<Void> handle(WorkerHeldTask task, Consumer<Job> started, Consumer<Job> progressed) {
        TaskLease lease = task.lease();
        return Mono.using(
                        () -> signals.listenTo(GenerationSignal.runningJobChanged(lease.jobId())),
                        waiter -> start.handle(task, waiter, progressed)
                                .doOnNext(run -> started.accept(run.job()))
                                .flatMap(this::takeSteps),
                        GenerationSignals.SignalWaiter::close)
                .onErrorResume(e -> putBackAfter(lease, e));
    }

    private Mono<Void> putBackAfter(TaskLease lease, Throwable error) {
        log.error("Job {} failed unexpectedly; its task is put back for a later try", lease.jobId(), error);
        return end.putBack(lease, LATER).onErrorComplete();
    }

    /** Executes the steps one after the other, until one has no next step. */
    private Mono<Void> takeSteps(JobRun run) {
        return start.firstStep(run).expand(next -> proceedUnlessLeft(run, next)).then();
    }

    private Mono<JobRunStep> proceedUnlessLeft(JobRun run, JobRunStep next) {
        if (next instanceof JobRunStep.ResumableJobRunStep && run.task().leftToOthers()) {
            return leaveUnlessUnwanted(run);
        }
        return next instanceof JobRunStep.MadeImageStep
                ? cancellation
                        .isUnwanted(run)
                        .flatMap(unwanted -> unwanted ? Mono.just(new JobRunStep.CancelJobStep()) : runStep(run, next))
                : Mono.defer(() -> runStep(run, next));
    }

    /** The lease may be lost because the job has ended: then no other worker tells the provider. */
    private Mono<JobRunStep> leaveUnlessUnwanted(JobRun run) {
        return cancellation
                .isUnwanted(run)
                .filter(unwanted -> unwanted)
                .map(unwanted -> new JobRunStep.CancelJobStep());
    }

    private Mono<JobRunStep> runStep(JobRun run, JobRunStep next) {
        return switch (next) {
            case JobRunStep.PrepareCallStep now -> prepare.handle(run);
            case JobRunStep.RecordCallStep now -> recordCall.handle(run, now);
            case JobRunStep.CallProviderStep now -> call.handle(run, now);
            case JobRunStep.AwaitTaskNameStep now -> watch.awaitName(run, now);
            case JobRunStep.WatchTaskStep now -> watch.beginWatch(run, now);
            case JobRunStep.LookAtTaskStep now -> watch.lookAtTask(run, now);
            case JobRunStep.FetchImageStep now -> fetchAndStore.fetchImage(run, now);
            case JobRunStep.StoreImageStep now -> fetchAndStore.storeImage(run, now);
            case JobRunStep.RecordNotMadeStep now -> recover.notMade(now);
            case JobRunStep.RecoverAfterCallStep now -> recover.afterCall(run, now);
            case JobRunStep.RecoverBeforeCallStep now -> recover.beforeCall(run, now);
            case JobRunStep.FinalJobRunStep now -> end.handle(run, now).then(Mono.empty());
        };
    }
}
