package studio.atelier.generation.job.payment;

import io.micrometer.core.instrument.MeterRegistry;
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
import studio.atelier.generation.failpoint.GenerationFailpoint;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobChangeFollowUp;
import studio.atelier.generation.job.JobEndWithoutImage;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.JobHoldState;
import studio.atelier.generation.job.JobPaymentDecline;
import studio.atelier.generation.job.JobProperties;
import studio.atelier.generation.job.StoredHoldUpdates;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.job.StoredJobUpdates;
import studio.atelier.generation.job.admission.UserQueueLimits;
import studio.atelier.generation.provider.ImageModelCatalogue;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.UserQueueShare;
import studio.atelier.generation.upload.UserUploads;
import studio.atelier.platform.database.CommitCallbacks;

/**
 * Applies billing's answers to jobs. Each method runs within the transaction of its event and relies on the row, not on
 * the order of arrival: an answer that the row does not wait for changes nothing, nor does an answer about a hold that
 * belongs to no job.
 */
@Component
class HoldOutcomeHandler {

    private static final Logger log = LoggerFactory.getLogger(HoldOutcomeHandler.class);

    /** From this long before the end of its wait, the POST of a declined job may already be answered. */
    private static final Duration MAY_BE_ANSWERED = Duration.ofMillis(500);

    private final StoredHoldUpdates holds;
    private final StoredJobUpdates changes;
    private final JobChangeFollowUp followUp;
    private final JobQueueTasks tasks;
    private final ImageModelCatalogue models;
    private final UserQueueLimits queueLimits;
    private final UserUploads uploads;
    private final GenerationSignals signals;
    private final JobProperties properties;
    private final MeterRegistry meters;
    private final StoredJobQueries rows;

    HoldOutcomeHandler(
            StoredHoldUpdates holds,
            StoredJobUpdates changes,
            JobChangeFollowUp followUp,
            JobQueueTasks tasks,
            ImageModelCatalogue models,
            UserQueueLimits queueLimits,
            UserUploads uploads,
            GenerationSignals signals,
            JobProperties properties,
            MeterRegistry meters,
            StoredJobQueries rows) {
        this.holds = holds;
        this.changes = changes;
        this.followUp = followUp;
        this.tasks = tasks;
        this.models = models;
        this.queueLimits = queueLimits;
        this.uploads = uploads;
        this.signals = signals;
        this.properties = properties;
        this.meters = meters;
        this.rows = rows;
    }

    Mono<Void> handlePlaced(HoldPlaced event) {
        return holds.markPlaced(event.holdId(), event.source())
                .flatMap(this::enqueueJob)
                .then();
    }

    private Mono<Void> enqueueJob(Job job) {
        return models.findRoute(job.work().model(), 0)
                .map(route -> enqueueTask(job, route.provider()))
                .orElseGet(() -> failWithoutRoute(job));
    }

    /** The model was removed from the configuration after the job was made; the event is valid, and the job fails. */
    private Mono<Void> failWithoutRoute(Job job) {
        return changes.endWhileWaiting(job.id(), JobEndWithoutImage.ofFailure(JobErrorCode.INTERNAL_ERROR))
                .delayUntil(followUp::finishJob)
                .delayUntil(ended -> signals.afterCommit(GenerationSignal.holdAnswered(ended.id())))
                .flatMap(ended -> CommitCallbacks.runAfterCommit(Mono.fromRunnable(() -> log.error(
                        "Job {} failed: no model named {} is configured; its hold is released",
                        ended.id(),
                        ended.work().model()))));
    }

    private Mono<Void> enqueueTask(Job job, String queue) {
        return CommitCallbacks.runAfterCommit(Mono.fromRunnable(GenerationFailpoint.AFTER_HOLD::failIfArmed))
                .then(signals.afterCommit(GenerationSignal.holdAnswered(job.id())))
                .then(signals.afterCommit(GenerationSignal.queueReady(queue)))
                .then(findQueueShare(job))
                .flatMap(share -> tasks.enqueueTask(job.id(), job.user(), queue, share))
                .flatMap(position -> followUp.publishChange(job, position));
    }

    private Mono<UserQueueShare> findQueueShare(Job job) {
        return queueLimits.findLimits(job.user()).map(limits -> new UserQueueShare(limits.weight(), limits.running()));
    }

    Mono<Void> handleDeclined(HoldDeclined event) {
        return declineJob(event.holdId(), JobPaymentDecline.from(event))
                .switchIfEmpty(holds.updateHoldState(event.holdId(), JobHoldState.RELEASING, JobHoldState.RELEASED))
                .then();
    }

    /** Billing charges this user nothing for the job. */
    private Mono<Job> declineJob(UUID holdId, JobPaymentDecline decline) {
        return holds.markDeclined(holdId, decline)
                .delayUntil(job -> uploads.releaseFor(job.id()))
                .delayUntil(this::publishIfAnswered)
                .delayUntil(job -> signals.afterCommit(GenerationSignal.holdAnswered(job.id())));
    }

    /** A client that still waits for its POST gets the refusal there and sees no job, so nothing is published. */
    private Mono<Void> publishIfAnswered(Job job) {
        return rows.isOlderThan(job.id(), properties.admissionWait().minus(MAY_BE_ANSWERED))
                .filter(older -> older)
                .flatMap(older -> followUp.publishChange(job, null));
    }

    Mono<Void> handleCaptured(HoldCaptured event) {
        return holds.updateHoldState(event.holdId(), JobHoldState.CAPTURING, JobHoldState.CAPTURED)
                .switchIfEmpty(markLost(event.holdId(), JobHoldState.RELEASING, "captured although it was released"))
                .then();
    }

    /** The hold of a running job may expire: its capture is then charged late. */
    Mono<Void> handleReleased(HoldReleased event) {
        JobPaymentDecline never = new JobPaymentDecline(DeclineReason.RELEASED_BEFORE, 0, 0, List.of());
        return holds.updateHoldState(event.holdId(), JobHoldState.RELEASING, JobHoldState.RELEASED)
                .switchIfEmpty(declineJob(event.holdId(), never))
                .then();
    }

    Mono<Void> handleSettlementRefused(HoldSettlementRefused event) {
        UUID hold = event.holdId();
        boolean captured = event.reason() == RefusalReason.ALREADY_CAPTURED;
        boolean gone = event.reason() == RefusalReason.ALREADY_RELEASED || event.reason() == RefusalReason.UNKNOWN_HOLD;
        Mono<Job> settled = captured
                ? holds.updateHoldState(hold, JobHoldState.CAPTURING, JobHoldState.CAPTURED)
                : gone ? holds.updateHoldState(hold, JobHoldState.RELEASING, JobHoldState.RELEASED) : Mono.empty();
        String reason = "refused: " + event.reason();
        return settled.switchIfEmpty(markLost(hold, JobHoldState.CAPTURING, reason))
                .switchIfEmpty(markLost(hold, JobHoldState.RELEASING, reason))
                .then();
    }

    private Mono<Job> markLost(UUID holdId, JobHoldState state, String reason) {
        return holds.updateHoldState(holdId, state, JobHoldState.LOST)
                .delayUntil(job -> CommitCallbacks.runAfterCommit(Mono.fromRunnable(() -> reportLost(job, reason))));
    }

    private void reportLost(Job job, String reason) {
        meters.counter("atelier.generation.holds.lost").increment();
        log.error(
                "Hold {} of job {} is lost: {}; an operator must look into it",
                job.payment().holdId(),
                job.id(),
                reason);
    }
}
