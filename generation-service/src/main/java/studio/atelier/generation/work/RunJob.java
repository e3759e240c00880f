package studio.atelier.generation.work;

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
 * Has one job's picture made: goes on where an earlier worker stopped, asks the provider, waits without holding
 * anything, stores the picture and ends the job. Every step may be the last of this process: what was done before it is
 * in the database, and the next worker finds it there.
 */
@Component
class RunJob {

    private static final Logger log = LoggerFactory.getLogger(RunJob.class);

    private static final Duration LATER = Duration.ofSeconds(15);

    private final GenerationSignals signals;
    private final StartJobRun start;
    private final PrepareProviderCall prepare;
    private final RecordProviderCall book;
    private final CallImageProvider call;
    private final WatchProviderTask watch;
    private final FetchAndStoreImage take;
    private final RecoverFromFailure recover;
    private final EndJobRun end;

    RunJob(
            GenerationSignals signals,
            StartJobRun start,
            PrepareProviderCall prepare,
            RecordProviderCall book,
            CallImageProvider call,
            WatchProviderTask watch,
            FetchAndStoreImage take,
            RecoverFromFailure recover,
            EndJobRun end) {
        this.signals = signals;
        this.start = start;
        this.prepare = prepare;
        this.book = book;
        this.call = call;
        this.watch = watch;
        this.take = take;
        this.recover = recover;
        this.end = end;
    }

    /**
     * Works on the job as long as the lease is held. Never fails: what nobody foresaw is logged, and the task put back
     * for a later try, until the job's deadline ends it.
     *
     * @param started told of the job once it runs
     */
    Mono<Void> handle(WorkerHeldTask task, Consumer<Job> started) {
        TaskLease lease = task.lease();
        return Mono.using(
                        () -> signals.listenTo(GenerationSignal.runningJobChanged(lease.jobId())),
                        waiter -> start.handle(task, waiter)
                                .doOnNext(run -> started.accept(run.job()))
                                .flatMap(this::takeSteps),
                        GenerationSignals.SignalWaiter::close)
                .onErrorResume(e -> putBackAfter(lease, e));
    }

    private Mono<Void> putBackAfter(TaskLease lease, Throwable error) {
        log.error("Job {} met an error nobody foresaw; it is tried again later", lease.jobId(), error);
        return end.putBack(lease, LATER).onErrorComplete();
    }

    /** One after the other, until one has none after it. */
    private Mono<Void> takeSteps(JobRun run) {
        return start.firstStep(run).expand(next -> proceedUnlessLeft(run, next)).then();
    }

    private Mono<JobRunStep> proceedUnlessLeft(JobRun run, JobRunStep next) {
        return next instanceof JobRunStep.ResumableJobRunStep && run.task().leftToOthers()
                ? Mono.empty()
                : Mono.defer(() -> runStep(run, next));
    }

    private Mono<JobRunStep> runStep(JobRun run, JobRunStep next) {
        return switch (next) {
            case JobRunStep.PrepareCallStep now -> prepare.handle(run);
            case JobRunStep.RecordCallStep now -> book.handle(run, now);
            case JobRunStep.CallProviderStep now -> call.handle(run, now);
            case JobRunStep.AwaitTaskNameStep now -> watch.awaitName(run, now);
            case JobRunStep.WatchTaskStep now -> watch.beginWatch(run, now);
            case JobRunStep.LookAtTaskStep now -> watch.lookAtTask(run, now);
            case JobRunStep.FetchImageStep now -> take.fetchImage(run, now);
            case JobRunStep.StoreImageStep now -> take.storeImage(run, now);
            case JobRunStep.RecordNotMadeStep now -> recover.notMade(now);
            case JobRunStep.RecoverAfterCallStep now -> recover.afterCall(run, now);
            case JobRunStep.RecoverBeforeCallStep now -> recover.beforeCall(run, now);
            case JobRunStep.FinalJobRunStep now -> end.handle(run, now).then(Mono.empty());
        };
    }
}
