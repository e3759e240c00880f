package studio.atelier.generation.job;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.HoldCaptured;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.HoldPlaced;
import studio.atelier.contracts.billing.HoldReleased;
import studio.atelier.contracts.billing.HoldSettlementRefused;
import studio.atelier.contracts.billing.RefusalReason;
import studio.atelier.generation.failpoint.Failpoint;
import studio.atelier.generation.provider.Models;
import studio.atelier.generation.signal.Signal;
import studio.atelier.generation.signal.Signals;
import studio.atelier.generation.task.Share;
import studio.atelier.generation.task.Tasks;
import studio.atelier.generation.upload.Uploads;
import studio.atelier.platform.database.AfterCommit;

/**
 * What billing's answers do to jobs. Each method runs within the transaction of its event and asks the row, not the
 * order of arrival: an answer the row does not wait for changes nothing, and so does one about somebody else's hold.
 */
@Component
class HoldAnswers {

    private static final Logger log = LoggerFactory.getLogger(HoldAnswers.class);

    /** From this long before the end of its wait on, the POST of a declined job may have been answered already. */
    private static final Duration MAY_BE_ANSWERED = Duration.ofMillis(500);

    private final HoldChanges holds;
    private final JobChanges changes;
    private final JobSteps steps;
    private final Tasks tasks;
    private final Models models;
    private final Tiers tiers;
    private final Uploads uploads;
    private final Signals signals;
    private final JobProperties properties;
    private final MeterRegistry meters;
    private final Clock clock;

    HoldAnswers(
            HoldChanges holds,
            JobChanges changes,
            JobSteps steps,
            Tasks tasks,
            Models models,
            Tiers tiers,
            Uploads uploads,
            Signals signals,
            JobProperties properties,
            MeterRegistry meters,
            Clock clock) {
        this.holds = holds;
        this.changes = changes;
        this.steps = steps;
        this.tasks = tasks;
        this.models = models;
        this.tiers = tiers;
        this.uploads = uploads;
        this.signals = signals;
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
    }

    Mono<Void> placed(HoldPlaced event) {
        return holds.placed(event.holdId(), event.source()).flatMap(this::queue).then();
    }

    private Mono<Void> queue(Job job) {
        return models.route(job.work().model(), 0)
                .map(route -> queue(job, route.provider()))
                .orElseGet(() -> endWithoutRoute(job));
    }

    /** The configuration has lost the model since the job was made; the event is none the worse for it. */
    private Mono<Void> endWithoutRoute(Job job) {
        return changes.endedWhileWaiting(job.id(), Ending.failed(JobError.INTERNAL_ERROR))
                .delayUntil(steps::end)
                .delayUntil(ended -> signals.afterCommit(Signal.answered(ended.id())))
                .flatMap(ended -> AfterCommit.run(Mono.fromRunnable(() -> log.error(
                        "Job {} has failed: no model named {} is configured",
                        ended.id(),
                        ended.work().model()))));
    }

    private Mono<Void> queue(Job job, String lane) {
        return AfterCommit.run(Mono.fromRunnable(Failpoint.AFTER_HOLD::pass))
                .then(signals.afterCommit(Signal.answered(job.id())))
                .then(signals.afterCommit(Signal.lane(lane)))
                .then(share(job))
                .flatMap(share -> tasks.enqueue(job.id(), job.user(), lane, share))
                .flatMap(position -> steps.tell(job, position));
    }

    private Mono<Share> share(Job job) {
        return tiers.of(job.user()).map(tier -> new Share(tier.weight(), tier.running()));
    }

    Mono<Void> declined(HoldDeclined event) {
        return refused(event.holdId(), Decline.from(event))
                .switchIfEmpty(holds.settled(event.holdId(), HoldState.RELEASING, HoldState.RELEASED))
                .then();
    }

    /** Billing takes nothing from this user for the job. */
    private Mono<Job> refused(UUID holdId, Decline decline) {
        return holds.declined(holdId, decline)
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
        return holds.settled(event.holdId(), HoldState.CAPTURING, HoldState.CAPTURED)
                .switchIfEmpty(lostIf(event.holdId(), HoldState.RELEASING, "captured although we gave it back"))
                .then();
    }

    /** An expired hold of a running job is no matter: its capture is charged late. */
    Mono<Void> released(HoldReleased event) {
        Decline never = new Decline(DeclineReason.RELEASED_BEFORE, 0, 0, List.of());
        return holds.settled(event.holdId(), HoldState.RELEASING, HoldState.RELEASED)
                .switchIfEmpty(refused(event.holdId(), never))
                .then();
    }

    Mono<Void> settlementRefused(HoldSettlementRefused event) {
        UUID hold = event.holdId();
        boolean captured = event.reason() == RefusalReason.ALREADY_CAPTURED;
        boolean gone = event.reason() == RefusalReason.ALREADY_RELEASED || event.reason() == RefusalReason.UNKNOWN_HOLD;
        Mono<Job> asWeWished = captured
                ? holds.settled(hold, HoldState.CAPTURING, HoldState.CAPTURED)
                : gone ? holds.settled(hold, HoldState.RELEASING, HoldState.RELEASED) : Mono.empty();
        String matter = "refused: " + event.reason();
        return asWeWished
                .switchIfEmpty(lostIf(hold, HoldState.CAPTURING, matter))
                .switchIfEmpty(lostIf(hold, HoldState.RELEASING, matter))
                .then();
    }

    private Mono<Job> lostIf(UUID holdId, HoldState state, String matter) {
        return holds.settled(holdId, state, HoldState.LOST)
                .delayUntil(job -> AfterCommit.run(Mono.fromRunnable(() -> sayLost(job, matter))));
    }

    private void sayLost(Job job, String matter) {
        meters.counter("atelier.generation.holds.lost").increment();
        log.error(
                "Hold {} of job {} is lost, {}: an operator has to look",
                job.payment().holdId(),
                job.id(),
                matter);
    }
}
