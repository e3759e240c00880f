package studio.atelier.generation.work;

import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.Lease;

/**
 * Has one job's picture made: goes on where an earlier worker stopped, asks the provider, waits without holding
 * anything, stores the picture and ends the job. Every step may be the last of this process: what was done before it is
 * in the database, and the next worker finds it there.
 */
@Component
class RunJob {

    private static final Logger log = LoggerFactory.getLogger(RunJob.class);

    private static final Duration LATER = Duration.ofSeconds(15);

    private final Signals signals;
    private final StartRun start;
    private final PrepareCall prepare;
    private final BookCall book;
    private final CallProvider call;
    private final WatchAttempt watch;
    private final TakePicture take;
    private final Recover recover;
    private final EndRun end;

    RunJob(
            Signals signals,
            StartRun start,
            PrepareCall prepare,
            BookCall book,
            CallProvider call,
            WatchAttempt watch,
            TakePicture take,
            Recover recover,
            EndRun end) {
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
    Mono<Void> handle(HeldTask task, Consumer<Job> started) {
        Lease lease = task.lease();
        return Mono.using(
                        () -> signals.listen(Signal.running(lease.jobId())),
                        waiter -> start.handle(task, waiter)
                                .doOnNext(run -> started.accept(run.job()))
                                .flatMap(this::takeSteps),
                        Signals.Waiter::close)
                .onErrorResume(e -> putBackAfter(lease, e));
    }

    private Mono<Void> putBackAfter(Lease lease, Throwable error) {
        log.error("Job {} met an error nobody foresaw; it is tried again later", lease.jobId(), error);
        return end.putBack(lease, LATER).onErrorComplete();
    }

    /** One after the other, until one has none after it. */
    private Mono<Void> takeSteps(Run run) {
        return start.firstStep(run).expand(next -> proceed(run, next)).then();
    }

    private Mono<Next> proceed(Run run, Next next) {
        return next instanceof Next.Resumable && run.task().leftToOthers()
                ? Mono.empty()
                : Mono.defer(() -> step(run, next));
    }

    private Mono<Next> step(Run run, Next next) {
        return switch (next) {
            case Next.Prepare now -> prepare.handle(run);
            case Next.Book now -> book.handle(run, now);
            case Next.Call now -> call.handle(run, now);
            case Next.AwaitName now -> watch.awaitName(run, now);
            case Next.Watch now -> watch.begin(run, now);
            case Next.Look now -> watch.look(run, now);
            case Next.Fetch now -> take.fetch(run, now);
            case Next.Store now -> take.store(run, now);
            case Next.NotMade now -> recover.notMade(now);
            case Next.Recover now -> recover.afterCall(run, now);
            case Next.NotCalled now -> recover.beforeCall(run, now);
            case Next.End now -> end.handle(run, now).then(Mono.empty());
        };
    }
}
