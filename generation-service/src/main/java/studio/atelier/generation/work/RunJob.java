package studio.atelier.generation.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.contracts.Ids;
import studio.atelier.contracts.billing.Source;
import studio.atelier.generation.failpoint.Failpoint;
import studio.atelier.generation.image.NewResult;
import studio.atelier.generation.image.ResultRejectedException;
import studio.atelier.generation.image.Results;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobError;
import studio.atelier.generation.job.RunningJobs;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.Attempts;
import studio.atelier.generation.provider.Breakers;
import studio.atelier.generation.provider.Budgets;
import studio.atelier.generation.provider.ImageProvider.FetchedPicture;
import studio.atelier.generation.provider.ImageProvider.InputPicture;
import studio.atelier.generation.provider.ImageProvider.PictureRequest;
import studio.atelier.generation.provider.ImageProvider.PreparedInput;
import studio.atelier.generation.provider.ImageProvider.Progress;
import studio.atelier.generation.provider.ImageProvider.Submission;
import studio.atelier.generation.provider.ModelProperties.Route;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.Providers;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.signal.Signals.Wait;
import studio.atelier.generation.task.Lanes;
import studio.atelier.generation.task.Lease;
import studio.atelier.generation.task.Tasks;
import studio.atelier.generation.upload.Upload;
import studio.atelier.generation.upload.Uploads;

/**
 * Has one job's picture made: goes on where an earlier worker stopped, asks the provider, waits without holding
 * anything, stores the picture and ends the job. Every step may be the last of this process: what was done before it is
 * in the database, and the next worker finds it there.
 */
@Component
class RunJob {

    private static final Logger log = LoggerFactory.getLogger(RunJob.class);

    /** A provider that took a task and failed gets one more. */
    private static final int MOST_NOT_MADE = 2;

    private static final Duration SHORTLY = Duration.ofSeconds(1);
    private static final Duration LATER = Duration.ofSeconds(15);
    private static final int STORE_RETRIES = 3;
    private static final int FETCH_ROUNDS = 4;

    private final RunningJobs jobs;
    private final Attempts attempts;
    private final Models models;
    private final Providers providers;
    private final Breakers breakers;
    private final Budgets budgets;
    private final Uploads uploads;
    private final Results results;
    private final Tasks tasks;
    private final Lanes lanes;
    private final Signals signals;
    private final WorkMetrics metrics;
    private final WorkProperties properties;
    private final Backoff backoff;
    private final Clock clock;

    RunJob(
            RunningJobs jobs,
            Attempts attempts,
            Models models,
            Providers providers,
            Breakers breakers,
            Budgets budgets,
            Uploads uploads,
            Results results,
            Tasks tasks,
            Lanes lanes,
            Signals signals,
            WorkMetrics metrics,
            WorkProperties properties,
            Backoff backoff,
            Clock clock) {
        this.jobs = jobs;
        this.attempts = attempts;
        this.models = models;
        this.providers = providers;
        this.breakers = breakers;
        this.budgets = budgets;
        this.uploads = uploads;
        this.results = results;
        this.tasks = tasks;
        this.lanes = lanes;
        this.signals = signals;
        this.metrics = metrics;
        this.properties = properties;
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * Works on the job as long as the lease is held. Never fails: what nobody foresaw is logged, and the task put back
     * for a later try, until the job's deadline ends it.
     *
     * @param started told of the job once it runs
     */
    Mono<Void> handle(Lease lease, Run.Held held, java.util.function.Consumer<Job> started) {
        return Mono.using(
                        () -> signals.listen(Signal.running(lease.jobId())),
                        waiter -> jobs.find(lease).flatMap(job -> start(lease, job, held, waiter, started)),
                        Signals.Waiter::close)
                .onErrorResume(e -> putBackAfter(lease, e));
    }

    private Mono<Void> putBackAfter(Lease lease, Throwable error) {
        log.error("Job {} met an error nobody foresaw; it is tried again later", lease.jobId(), error);
        return tasks.putBack(lease, lease.lane(), LATER).onErrorReturn(false).then();
    }

    private Mono<Void> start(
            Lease lease, Job job, Run.Held held, Signals.Waiter waiter, java.util.function.Consumer<Job> started) {
        Route route = models.route(job.work().model(), job.work().route()).orElse(null);
        if (route == null) {
            return jobs.fail(lease, JobError.INTERNAL_ERROR).then();
        }
        return jobs.start(lease, job, route)
                .doOnNext(running -> Failpoint.AFTER_CLAIM.pass())
                .doOnNext(started)
                .map(running -> new Run(
                        lease,
                        running,
                        route,
                        providers.get(route.provider()),
                        held,
                        waiter,
                        new AtomicBoolean(!lease.takenOver())))
                .flatMap(this::resume);
    }

    /** A call of an earlier worker that may still bring a picture comes before a new one. */
    private Mono<Void> resume(Run run) {
        return attempts.of(run.job().id())
                .filter(attempt -> attempt.state().open()
                        && attempt.provider().equals(run.route().provider()))
                .takeLast(1)
                .next()
                .map(attempt -> goOn(run, attempt))
                .defaultIfEmpty(Mono.defer(() -> call(run)))
                .flatMap(next -> next);
    }

    private Mono<Void> goOn(Run run, Attempt attempt) {
        return Mono.defer(() -> {
            metrics.resumed(attempt.provider());
            log.info("Job {} goes on with attempt {}", run.job().id(), attempt.number());
            String task = attempt.providerTaskId();
            return task == null ? awaitName(run, attempt) : look(run, attempt, task);
        });
    }

    // --- asking the provider ---

    private Mono<Void> call(Run run) {
        if (run.held().leftToOthers()) {
            return Mono.empty();
        }
        if (!breakers.closed(run.route().provider())) {
            return suspended(run);
        }
        return token(run).flatMap(granted -> granted ? withInputs(run) : putBack(run, SHORTLY));
    }

    /** The claim brought one token; a further call needs a further one. */
    private Mono<Boolean> token(Run run) {
        return run.token().getAndSet(false)
                ? Mono.just(true)
                : lanes.takeToken(run.lease().lane());
    }

    private Mono<Void> withInputs(Run run) {
        return inputs(run.job())
                .flatMap(inputs -> metrics.timed(
                        run.route().provider(),
                        "prepare",
                        breakers.guard(run.route().provider(), run.provider().prepare(Ids.next(), inputs))))
                .map(inputs -> withBudget(run, inputs))
                .onErrorResume(ProviderException.class, e -> Mono.just(notTaken(run, e)))
                .switchIfEmpty(Mono.fromSupplier(() -> fail(run, JobError.INPUT_GONE)))
                .flatMap(next -> next);
    }

    /** Empty if one of them is gone. */
    private Mono<List<InputPicture>> inputs(Job job) {
        return Flux.fromIterable(job.work().inputs())
                .concatMap(id -> uploads.find(job.user(), id))
                .concatMap(this::read)
                .collectList()
                .filter(found -> found.size() == job.work().inputs().size());
    }

    private Mono<InputPicture> read(Upload upload) {
        return uploads.read(upload).map(bytes -> new InputPicture(bytes, upload.contentType()));
    }

    private Mono<Void> withBudget(Run run, List<PreparedInput> inputs) {
        return budgets.spend(run.route(), free(run))
                .map(budget -> exhausted(run, budget))
                .defaultIfEmpty(Mono.defer(() -> attempt(run, inputs)))
                .flatMap(next -> next);
    }

    private static boolean free(Run run) {
        return run.job().payment().source() == Source.FREE;
    }

    /** A provider's lane rests until the day ends; free jobs alone wait if only their budget is spent. */
    private Mono<Void> exhausted(Run run, String budget) {
        Instant tomorrow = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                .plusDays(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
        log.error("The daily spending cap of {} is reached; work waits until {}", budget, tomorrow);
        metrics.capReached(budget);
        return budget.equals(Budgets.FREE_QUOTA)
                ? putBack(run, Duration.between(clock.instant(), tomorrow))
                : lanes.pause(run.lease().lane(), "SPENDING_CAP", tomorrow).then(putBack(run, Duration.ZERO));
    }

    /** The row comes first, so that whoever takes over knows that there may be a task. */
    private Mono<Void> attempt(Run run, List<PreparedInput> inputs) {
        return attempts.begin(run.job().id(), run.lease().epoch(), run.route(), properties.maxAttempts())
                .map(attempt -> create(run, attempt, inputs))
                .defaultIfEmpty(Mono.defer(
                        () -> budgets.giveBack(run.route(), free(run)).then(mayNotCall(run))))
                .flatMap(next -> next);
    }

    /** Cancelled, out of attempts, or not ours any more. */
    private Mono<Void> mayNotCall(Run run) {
        return jobs.find(run.lease())
                .flatMap(job ->
                        job.cancelRequested() ? jobs.cancel(run.lease()).then() : fail(run, JobError.PROVIDER_FAILED));
    }

    private Mono<Void> create(Run run, Attempt attempt, List<PreparedInput> inputs) {
        PictureRequest request = new PictureRequest(
                attempt.id(),
                run.route().model(),
                run.job().work().prompt(),
                inputs,
                run.route().parameters());
        Failpoint.BEFORE_CREATE.pass();
        log.info(
                "Job {} attempt {} asks {} for {}",
                attempt.jobId(),
                attempt.number(),
                attempt.provider(),
                attempt.model());
        return metrics.timed(
                        attempt.provider(),
                        "create",
                        breakers.guard(attempt.provider(), run.provider().create(request)))
                .doOnNext(submission -> Failpoint.AFTER_PROVIDER_REPLY.pass())
                .map(submission -> submitted(run, attempt, submission))
                .onErrorResume(ProviderException.class, e -> Mono.just(notCreated(run, attempt, e)))
                .flatMap(next -> next);
    }

    private Mono<Void> submitted(Run run, Attempt attempt, Submission submission) {
        return switch (submission) {
            case Submission.Accepted accepted ->
                attempts.accepted(attempt.id(), accepted.providerTaskId())
                        .then(look(run, attempt, accepted.providerTaskId()));
            case Submission.Made made -> store(run, attempt, made.picture());
        };
    }

    private Mono<Void> notCreated(Run run, Attempt attempt, ProviderException error) {
        log.warn("Job {} attempt {}: {} {}", attempt.jobId(), attempt.number(), attempt.provider(), error.detail());
        return switch (error) {
            // It may be under way: its callback would tell.
            case ProviderException.Unanswered unanswered -> awaitName(run, attempt);
            case ProviderException.Busy busy -> rejected(run, attempt, error).then(again(run, attempt, error));
            case ProviderException.Broken broken ->
                rejected(run, attempt, error).then(again(run, attempt, error));
            case ProviderException.NotMade notMade ->
                rejected(run, attempt, error).then(again(run, attempt, error));
            case ProviderException.Unusable unusable ->
                rejected(run, attempt, error).then(again(run, attempt, error));
            case ProviderException.Refused refused ->
                rejected(run, attempt, error).then(elsewhere(run, JobError.PROVIDER_REFUSED));
            case ProviderException.AccountTrouble trouble ->
                rejected(run, attempt, error).then(accountTrouble(run, error));
            // The breaker let nobody through: no call was made.
            case ProviderException.Suspended suspended ->
                attempts.notMade(attempt.id())
                        .then(budgets.giveBack(run.route(), free(run)))
                        .then(suspended(run));
        };
    }

    private Mono<Void> rejected(Run run, Attempt attempt, ProviderException error) {
        return attempts.ended(attempt.id(), Attempt.State.REJECTED, error.detail())
                .then(budgets.giveBack(run.route(), free(run)));
    }

    // --- what to do after a failure ---

    /** Once more after a while if the job has a call left, else by the next route, else not at all. */
    private Mono<Void> again(Run run, Attempt attempt, ProviderException error) {
        JobError giveUp = error instanceof ProviderException.Busy || error instanceof ProviderException.Unanswered
                ? JobError.PROVIDER_UNAVAILABLE
                : JobError.PROVIDER_FAILED;
        return attempts.of(run.job().id())
                .filter(made -> made.state() == Attempt.State.FAILED)
                .count()
                .flatMap(notMade -> attempt.number() >= properties.maxAttempts() || notMade >= MOST_NOT_MADE
                        ? elsewhere(run, giveUp)
                        : pause(run, backoff.beforeRetry(attempt.number())).then(Mono.defer(() -> call(run))));
    }

    /** The next route of the model, or the end. */
    private Mono<Void> elsewhere(Run run, JobError giveUp) {
        int next = run.job().work().route() + 1;
        return models.route(run.job().work().model(), next)
                .map(route -> jobs.reroute(run.lease(), next, route)
                        .doOnNext(moved -> signals.send(Signal.lane(route.provider())))
                        .then())
                .orElseGet(() -> fail(run, giveUp));
    }

    /** The inputs did not get there, three times over. */
    private Mono<Void> notTaken(Run run, ProviderException error) {
        log.warn(
                "Job {}: inputs did not reach {}: {}",
                run.job().id(),
                run.route().provider(),
                error.detail());
        return switch (error) {
            case ProviderException.AccountTrouble trouble -> accountTrouble(run, error);
            case ProviderException.Suspended suspended -> suspended(run);
            case ProviderException.Refused refused -> elsewhere(run, JobError.PROVIDER_REFUSED);
            default -> elsewhere(run, JobError.PROVIDER_UNAVAILABLE);
        };
    }

    /** Nobody's picture will be made there until an operator acts, so the lane rests instead of failing everybody. */
    private Mono<Void> accountTrouble(Run run, ProviderException error) {
        log.error("Provider {} refuses our account: {}", run.route().provider(), error.detail());
        metrics.accountTrouble(run.route().provider());
        return lanes.pause(
                        run.lease().lane(), "ACCOUNT_TROUBLE", clock.instant().plus(properties.accountPause()))
                .then(elsewhere(run, JobError.PROVIDER_UNAVAILABLE));
    }

    /** The breaker is open: another route if there is one, else later, until the deadline. */
    private Mono<Void> suspended(Run run) {
        return models.route(run.job().work().model(), run.job().work().route() + 1)
                .map(route -> elsewhere(run, JobError.PROVIDER_UNAVAILABLE))
                .orElseGet(() -> putBack(run, LATER));
    }

    private Mono<Void> putBack(Run run, Duration wait) {
        return tasks.putBack(run.lease(), run.lease().lane(), wait).then();
    }

    private Mono<Void> fail(Run run, JobError error) {
        return jobs.fail(run.lease(), error).doOnNext(metrics::ended).then();
    }

    // --- waiting for the provider ---

    /** The answer was lost. A callback may name the task; if none comes in a typical duration, there is none. */
    private Mono<Void> awaitName(Run run, Attempt attempt) {
        return jobs.typical(run.job()).flatMap(typical -> awaitName(run, attempt, typical));
    }

    private Mono<Void> awaitName(Run run, Attempt attempt, Duration typical) {
        Wait called = run.waiter().arm();
        return attempts.of(run.job().id())
                .filter(now -> now.id().equals(attempt.id()))
                .next()
                .flatMap(now -> {
                    String task = now.providerTaskId();
                    if (task != null) {
                        return attempts.accepted(now.id(), task).then(look(run, now, task));
                    }
                    if (run.held().leftToOthers()) {
                        return Mono.empty();
                    }
                    Duration left = typical.minus(now.age());
                    return left.isNegative() || left.isZero()
                            ? neverAnswered(run, now)
                            : called.atMost(left).then(Mono.defer(() -> awaitName(run, attempt)));
                });
    }

    private Mono<Void> neverAnswered(Run run, Attempt attempt) {
        return attempts.ended(attempt.id(), Attempt.State.UNKNOWN, "no_answer")
                .then(again(run, attempt, new ProviderException.Unanswered("no_answer", null)));
    }

    private Mono<Void> look(Run run, Attempt attempt, String task) {
        return waitAndLook(run, attempt, task, 0, run.waiter().arm());
    }

    private Mono<Void> lookNow(Run run, Attempt attempt, String task, int looks) {
        if (run.held().leftToOthers()) {
            return Mono.empty();
        }
        // Armed before the look: a callback that comes while we look ends the next wait at once.
        Wait next = run.waiter().arm();
        return metrics.timed(
                        attempt.provider(),
                        "look",
                        breakers.guard(attempt.provider(), run.provider().look(task)))
                .map(progress -> looked(run, attempt, task, looks, next, progress))
                .onErrorResume(ProviderException.class, e -> Mono.just(lookFailed(run, attempt, task, looks, next, e)))
                .flatMap(then -> then);
    }

    private Mono<Void> looked(Run run, Attempt attempt, String task, int looks, Wait next, Progress progress) {
        return switch (progress) {
            case Progress.Running running ->
                cancelIfWished(run, attempt, task)
                        .switchIfEmpty(Mono.defer(() ->
                                waitAndLook(run, attempt, task, looks, next).thenReturn(true)))
                        .then();
            case Progress.Made made -> fetch(run, attempt, made.url(), 1);
            case Progress.Failed failed -> notMade(run, attempt, failed.reason());
        };
    }

    private Mono<Void> waitAndLook(Run run, Attempt attempt, String task, int looks, Wait next) {
        return next.atMost(backoff.beforeLook(looks)).then(Mono.defer(() -> lookNow(run, attempt, task, looks + 1)));
    }

    /** A provider that does not know the task has none; all other trouble passes, or the deadline comes. */
    private Mono<Void> lookFailed(
            Run run, Attempt attempt, String task, int looks, Wait next, ProviderException error) {
        return error instanceof ProviderException.Refused
                ? notMade(run, attempt, new ProviderException.NotMade(error.detail(), error))
                : waitAndLook(run, attempt, task, looks, next);
    }

    /** Empty if nobody wishes it, or the provider cannot. */
    private Mono<Boolean> cancelIfWished(Run run, Attempt attempt, String task) {
        return run.provider().cancels()
                ? jobs.find(run.lease())
                        .filter(Job::cancelRequested)
                        .filterWhen(job -> run.provider().cancel(task).onErrorReturn(false))
                        .delayUntil(job -> attempts.ended(attempt.id(), Attempt.State.ABANDONED, "cancelled"))
                        .flatMap(job -> jobs.cancel(run.lease()))
                        .map(job -> true)
                : Mono.empty();
    }

    private Mono<Void> notMade(Run run, Attempt attempt, ProviderException reason) {
        log.warn("Job {} attempt {}: {} {}", attempt.jobId(), attempt.number(), attempt.provider(), reason.detail());
        Mono<Void> next = switch (reason) {
            case ProviderException.Refused refused -> elsewhere(run, JobError.PROVIDER_REFUSED);
            case ProviderException.AccountTrouble trouble -> accountTrouble(run, reason);
            default -> again(run, attempt, reason);
        };
        return attempts.ended(attempt.id(), Attempt.State.FAILED, reason.detail())
                .then(next);
    }

    // --- the picture ---

    private Mono<Void> fetch(Run run, Attempt attempt, String url, int rounds) {
        return metrics.timed(attempt.provider(), "fetch", run.provider().fetch(url))
                .map(picture -> store(run, attempt, picture))
                .onErrorResume(ProviderException.class, e -> Mono.just(notFetched(run, attempt, url, rounds, e)))
                .flatMap(next -> next);
    }

    /** The picture is paid for and stays there for hours: a broken download is tried for a while before a new call. */
    private Mono<Void> notFetched(Run run, Attempt attempt, String url, int rounds, ProviderException error) {
        return error instanceof ProviderException.Broken
                        && rounds < FETCH_ROUNDS
                        && !run.held().leftToOthers()
                ? pause(run, backoff.beforeLook(rounds)).then(Mono.defer(() -> fetch(run, attempt, url, rounds + 1)))
                : notMade(run, attempt, error);
    }

    private Mono<Void> store(Run run, Attempt attempt, FetchedPicture picture) {
        NewResult result = new NewResult(
                attempt.id(),
                run.job().id(),
                run.job().user(),
                picture.bytes(),
                picture.contentType(),
                run.job().payment().watermark());
        return results.store(result)
                .retryWhen(Retry.backoff(STORE_RETRIES, SHORTLY)
                        .jitter(0.5)
                        .filter(e -> !(e instanceof ResultRejectedException))
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
                .map(image -> complete(run, attempt, image))
                .onErrorResume(
                        ResultRejectedException.class,
                        e -> Mono.just(
                                notMade(run, attempt, new ProviderException.Unusable("result_" + e.reason(), e))))
                .flatMap(next -> next);
    }

    private Mono<Void> complete(Run run, Attempt attempt, StoredImage image) {
        Failpoint.BEFORE_CAPTURE.pass();
        return jobs.complete(run.lease(), image)
                .doOnNext(job -> Failpoint.AFTER_CAPTURE.pass())
                .doOnNext(metrics::ended)
                .flatMap(job -> attempts.ended(attempt.id(), Attempt.State.SUCCEEDED, null));
    }

    private Mono<Void> pause(Run run, Duration wait) {
        return run.waiter().arm().atMost(wait);
    }
}
