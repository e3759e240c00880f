package studio.atelier.generation.job;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.Balance;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.billing.RefusalReason;
import studio.atelier.generation.balance.Balances;
import studio.atelier.generation.database.AfterCommit;
import studio.atelier.generation.failpoint.Failpoint;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.Share;
import studio.atelier.generation.task.Tasks;
import studio.atelier.generation.upload.Uploads;

/**
 * What billing's answers do to jobs. Each method runs within the transaction of its event and asks the row, not the
 * order of arrival: an answer the row does not wait for changes nothing, and so does one about somebody else's hold.
 */
@Component
class HoldAnswers {

    private static final Logger log = LoggerFactory.getLogger(HoldAnswers.class);

    /** From this long before the end of its wait on, the POST of a declined job may have been answered already. */
    private static final Duration MAY_BE_ANSWERED = Duration.ofMillis(500);

    private final JobRows rows;
    private final JobSteps steps;
    private final Tasks tasks;
    private final Models models;
    private final Balances balances;
    private final Uploads uploads;
    private final Signals signals;
    private final JobProperties properties;
    private final MeterRegistry meters;
    private final Clock clock;

    HoldAnswers(
            JobRows rows,
            JobSteps steps,
            Tasks tasks,
            Models models,
            Balances balances,
            Uploads uploads,
            Signals signals,
            JobProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.rows = rows;
        this.steps = steps;
        this.tasks = tasks;
        this.models = models;
        this.balances = balances;
        this.uploads = uploads;
        this.signals = signals;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
    }

    Mono<Void> placed(HoldPlaced event) {
        return rows.placed(event.holdId(), event.source()).flatMap(this::queue).then();
    }

    private Mono<Void> queue(Job job) {
        String lane = models.firstRoute(job.work().model()).provider();
        return share(job)
                .flatMap(share -> tasks.lockUser(job.user()).then(tasks.enqueue(job.id(), job.user(), lane, share)))
                .then(tasks.position(job.id()))
                .flatMap(position -> steps.tell(job, position))
                .then(AfterCommit.run(Mono.fromRunnable(Failpoint.AFTER_HOLD::pass)))
                .then(signals.afterCommit(Signal.answered(job.id())))
                .then(signals.afterCommit(Signal.lane(lane)));
    }

    private Mono<Share> share(Job job) {
        return balances.of(job.user())
                .map(HoldAnswers::planCode)
                .defaultIfEmpty("")
                .map(code -> properties.tierOf(code.isEmpty() ? null : code))
                .map(tier -> new Share(tier.weight(), tier.running()));
    }

    private static String planCode(Balance balance) {
        Balance.Plan plan = balance.plan();
        return plan == null ? "" : plan.code();
    }

    Mono<Void> declined(HoldDeclined event) {
        return refused(event.holdId(), Decline.from(event))
                .switchIfEmpty(rows.settled(event.holdId(), HoldState.RELEASING, HoldState.RELEASED))
                .then();
    }

    /** Billing takes nothing from this user for the job. */
    private Mono<Job> refused(UUID holdId, Decline decline) {
        return rows.declined(holdId, decline)
                .delayUntil(job -> uploads.releaseFor(job.id()))
                .delayUntil(this::tellIfAnswered)
                .delayUntil(job -> signals.afterCommit(Signal.answered(job.id())));
    }

    /** Whoever still waits for the answer to the POST hears it there, and that there is no job. */
    private Mono<Void> tellIfAnswered(Job job) {
        Duration age = Duration.between(job.times().createdAt(), clock.instant());
        return age.compareTo(properties.admissionWait().minus(MAY_BE_ANSWERED)) < 0
                ? Mono.empty()
                : steps.tell(job, null);
    }

    Mono<Void> captured(HoldCaptured event) {
        return rows.settled(event.holdId(), HoldState.CAPTURING, HoldState.CAPTURED)
                .switchIfEmpty(lostIf(event.holdId(), HoldState.RELEASING, "captured although we gave it back"))
                .then();
    }

    /** An expired hold of a running job is no matter: its capture is charged late. */
    Mono<Void> released(HoldReleased event) {
        Decline never = new Decline(DeclineReason.RELEASED_BEFORE, 0, 0, java.util.List.of());
        return rows.settled(event.holdId(), HoldState.RELEASING, HoldState.RELEASED)
                .switchIfEmpty(refused(event.holdId(), never))
                .then();
    }

    Mono<Void> settlementRefused(HoldSettlementRefused event) {
        UUID hold = event.holdId();
        boolean captured = event.reason() == RefusalReason.ALREADY_CAPTURED;
        boolean gone = event.reason() == RefusalReason.ALREADY_RELEASED || event.reason() == RefusalReason.UNKNOWN_HOLD;
        Mono<Job> asWeWished = captured
                ? rows.settled(hold, HoldState.CAPTURING, HoldState.CAPTURED)
                : gone ? rows.settled(hold, HoldState.RELEASING, HoldState.RELEASED) : Mono.empty();
        String matter = "refused: " + event.reason();
        return asWeWished
                .switchIfEmpty(lostIf(hold, HoldState.CAPTURING, matter))
                .switchIfEmpty(lostIf(hold, HoldState.RELEASING, matter))
                .then();
    }

    private Mono<Job> lostIf(UUID holdId, HoldState state, String matter) {
        return rows.settled(holdId, state, HoldState.LOST).doOnNext(job -> {
            meters.counter("atelier.generation.holds.lost").increment();
            log.error("Hold {} of job {} is lost, {}: an operator has to look", holdId, job.id(), matter);
        });
    }
}
