package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import studio.atelier.contracts.Ids;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.generation.balance.Balances;
import studio.atelier.generation.operation.Operations;
import studio.atelier.generation.operation.PlannedWork;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.signal.Signals.Wait;
import studio.atelier.generation.signal.Signals.Waiter;
import studio.atelier.generation.task.Tasks;
import studio.atelier.generation.upload.Uploads;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.idempotency.IdempotencyKeyTakenException;
import studio.atelier.platform.idempotency.IdempotentRequests;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;

/** Takes a request for a job, and waits a moment for billing so that the answer is a yes or a no. */
@Component
class SubmitJob {

    private final Operations operations;
    private final Uploads uploads;
    private final Balances balances;
    private final Models models;
    private final QueueEstimate queue;
    private final JobRows rows;
    private final HoldCommands holds;
    private final Tasks tasks;
    private final IdempotentRequests requests;
    private final Transactions transactions;
    private final Signals signals;
    private final JobProperties properties;
    private final Clock clock;

    SubmitJob(
            Operations operations,
            Uploads uploads,
            Balances balances,
            Models models,
            QueueEstimate queue,
            JobRows rows,
            HoldCommands holds,
            Tasks tasks,
            IdempotentRequests requests,
            Transactions transactions,
            Signals signals,
            JobProperties properties,
            Clock clock) {
        this.operations = operations;
        this.uploads = uploads;
        this.balances = balances;
        this.models = models;
        this.queue = queue;
        this.rows = rows;
        this.holds = holds;
        this.tasks = tasks;
        this.requests = requests;
        this.transactions = transactions;
        this.signals = signals;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Makes a job once for each key, and asks billing for its price. Whoever hangs up meanwhile stops nothing.
     *
     * @return the job, admitted, or still waiting for billing after the configured moment; fails with
     *     {@link JobException}, and the key is then free again, with
     *     {@link studio.atelier.generation.operation.OperationException}, or with a problem of the key
     */
    Mono<Admission> handle(Submission submission) {
        return shielded(requests.find(submission.user(), submission.key(), submission.hash())
                .flatMap(this::repeat)
                .switchIfEmpty(Mono.defer(() -> admit(submission))));
    }

    /** Runs on when the subscriber goes away; the request's context travels along. */
    private static <T> Mono<T> shielded(Mono<T> work) {
        return Mono.create(
                sink -> work.subscribe(sink::success, sink::error, sink::success, Context.of(sink.contextView())));
    }

    private Mono<Admission> admit(Submission submission) {
        UUID jobId = Ids.next();
        return Mono.using(
                        () -> signals.listen(Signal.answered(jobId)),
                        waiter -> admit(submission, jobId, waiter),
                        Waiter::close)
                .onErrorResume(IdempotencyKeyTakenException.class, taken -> repeatTheOther(submission));
    }

    private Mono<Admission> admit(Submission submission, UUID jobId, Waiter waiter) {
        Wait answer = waiter.arm();
        return operations
                .plan(submission.user(), submission.request())
                .doOnNext(work -> checkPrice(submission, work))
                .delayUntil(this::checkQueue)
                .flatMap(work -> insert(submission, jobId, work))
                .flatMap(job -> awaitAnswer(jobId, waiter, answer, giveUpAt()))
                .flatMap(job -> conclude(submission, job));
    }

    private static void checkPrice(Submission submission, PlannedWork work) {
        Long most = submission.request().maxPrice();
        if (most != null && most < work.price()) {
            throw new JobException.QuoteChanged(work.price());
        }
    }

    private Mono<Duration> checkQueue(PlannedWork work) {
        return queue.waitIn(models.firstRoute(work.model()).provider(), work.model())
                .filter(wait -> wait.compareTo(properties.maxEstimatedWait()) > 0)
                .flatMap(wait -> Mono.error(new JobException.QueueTooLong(wait)));
    }

    private Mono<Job> insert(Submission submission, UUID jobId, PlannedWork work) {
        return balances.of(submission.user())
                .map(this::tier)
                .defaultIfEmpty(properties.tierOf(null))
                .map(tier -> newJob(submission, jobId, work, tier))
                .flatMap(job -> transactions.run(write(submission, job)));
    }

    private JobProperties.Tier tier(Balance balance) {
        Balance.Plan plan = balance.plan();
        return properties.tierOf(plan == null ? null : plan.code());
    }

    private JobRows.NewJob newJob(Submission submission, UUID jobId, PlannedWork work, JobProperties.Tier tier) {
        return new JobRows.NewJob(
                jobId,
                submission.user(),
                work,
                submission.request().fundingOrAuto(),
                submission.request().expectedSource(),
                Ids.next(),
                properties.maxWait().plus(properties.runDeadline()).plus(properties.holdMargin()),
                properties.askAgainAfter(0),
                properties.maxWait(),
                tier.waiting(),
                submission.retryOf());
    }

    /** The user's lock comes late, so that it is held for a moment only. */
    private Mono<Job> write(Submission submission, JobRows.NewJob job) {
        return requests.take(submission.user(), submission.key(), submission.hash(), job.id())
                .then(uploads.reserveFor(job.id(), job.work().inputs()))
                .then(tasks.lockUser(job.user()))
                .then(rows.insert(job))
                .switchIfEmpty(Mono.error(() -> new JobException.TooManyJobs(job.mostWaiting())))
                .delayUntil(holds::send);
    }

    private Instant giveUpAt() {
        return clock.instant().plus(properties.admissionWait());
    }

    /** Only the wait has a limit; the reads between run to their end. */
    private Mono<Job> awaitAnswer(UUID jobId, Waiter waiter, Wait answer, Instant giveUpAt) {
        Duration left = Duration.between(clock.instant(), giveUpAt);
        return answer.atMost(left.isNegative() ? Duration.ZERO : left)
                .then(Mono.defer(() -> look(jobId, waiter, giveUpAt)));
    }

    private Mono<Job> look(UUID jobId, Waiter waiter, Instant giveUpAt) {
        Wait next = waiter.arm();
        return rows.find(jobId)
                .flatMap(job -> job.answered() || !clock.instant().isBefore(giveUpAt)
                        ? Mono.just(job)
                        : awaitAnswer(jobId, waiter, next, giveUpAt));
    }

    private Mono<Admission> conclude(Submission submission, Job job) {
        Decline decline = job.payment().decline();
        return decline == null ? Mono.just(new Admission(job, false)) : refuse(submission, job, decline);
    }

    private Mono<Admission> refuse(Submission submission, Job job, Decline decline) {
        return transactions
                .run(rows.refused(job.id()).then(requests.free(submission.user(), submission.key(), job.id())))
                .then(Mono.error(() -> refusal(job, decline)));
    }

    private static JobException refusal(Job job, Decline decline) {
        return switch (decline.error()) {
            case INSUFFICIENT_FUNDS -> new JobException.InsufficientFunds(decline);
            case QUOTE_CHANGED -> new JobException.QuoteChanged(job.payment().price());
            case ACCOUNT_CLOSED -> new JobException.AccountClosed();
            default -> new JobException.PaymentFailed();
        };
    }

    /** Somebody was faster with the same key, and has committed. */
    private Mono<Admission> repeatTheOther(Submission submission) {
        return requests.find(submission.user(), submission.key(), submission.hash())
                .flatMap(this::repeat)
                .switchIfEmpty(Mono.error(() -> CommonProblemException.of(CommonProblem.IDEMPOTENCY_IN_PROGRESS)));
    }

    private Mono<Admission> repeat(UUID jobId) {
        return Mono.using(
                        () -> signals.listen(Signal.answered(jobId)),
                        waiter -> look(jobId, waiter, giveUpAt()),
                        Waiter::close)
                .flatMap(this::repeated);
    }

    /** A refusal is repeated as a refusal while the first request may be giving it; later the job itself tells. */
    private Mono<Admission> repeated(Job job) {
        Decline decline = job.payment().decline();
        boolean fresh = job.times()
                .createdAt()
                .plus(properties.admissionWait().multipliedBy(2))
                .isAfter(clock.instant());
        return decline != null && (job.refused() || fresh)
                ? Mono.error(() -> refusal(job, decline))
                : Mono.just(new Admission(job, true));
    }

    /**
     * The answer to a request.
     *
     * @param replayed whether an earlier request made the job
     */
    record Admission(Job job, boolean replayed) {}
}
