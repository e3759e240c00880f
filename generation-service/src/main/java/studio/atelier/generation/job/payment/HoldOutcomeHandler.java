package studio.atelier.generation.job.payment;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.failpoint.GenerationFailpoint;
import studio.atelier.generation.job.HoldAnswer;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobEnding;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.job.JobTransitions;
import studio.atelier.generation.job.JobTransitions.AnsweredJob;
import studio.atelier.generation.job.admission.AwaitHoldOutcome;
import studio.atelier.generation.signal.GenerationSignal;
import studio.atelier.generation.signal.GenerationSignals;

/**
 * Applies billing's answers to jobs. It relies on the row, not on the order of arrival: an answer that the row does not
 * wait for changes nothing, nor does an answer about a hold that belongs to no job.
 */
@Component
class HoldOutcomeHandler {

    private static final Logger log = LoggerFactory.getLogger(HoldOutcomeHandler.class);

    private final JobTransitions transitions;
    private final AwaitHoldOutcome requests;
    private final GenerationSignals signals;
    private final MeterRegistry meters;

    HoldOutcomeHandler(
            JobTransitions transitions, AwaitHoldOutcome requests, GenerationSignals signals, MeterRegistry meters) {
        this.transitions = transitions;
        this.requests = requests;
        this.signals = signals;
        this.meters = meters;
    }

    Mono<Void> handle(HoldAnswer answer) {
        return transitions.applyAnswer(answer).flatMap(answered -> switch (answered.job()
                .payment()
                .state()) {
            case PLACED -> signalPlaced(answered);
            case DECLINED -> signalAnswered(answered);
            case LOST -> Mono.fromRunnable(() -> reportLost(answered.job(), answer));
            case ASKED, CAPTURING, CAPTURED, RELEASING, RELEASED -> Mono.empty();
        });
    }

    private Mono<Void> signalPlaced(AnsweredJob answered) {
        String queue = answered.queue();
        GenerationFailpoint.AFTER_HOLD.failIfArmed();
        return queue == null
                ? failWithoutRoute(answered.job())
                : signalAnswered(answered)
                        .then(Mono.fromRunnable(() -> signals.sendSignal(GenerationSignal.queueReady(queue))));
    }

    private Mono<Void> signalAnswered(AnsweredJob answered) {
        return Mono.fromRunnable(() -> requests.announceAnswer(answered));
    }

    /** The model was removed from the configuration after the job was made; the event is valid, and the job fails. */
    private Mono<Void> failWithoutRoute(Job job) {
        return transitions
                .endJob(JobEnding.failedWhileWaiting(job.id(), JobErrorCode.INTERNAL_ERROR))
                .doOnNext(ended -> log.error(
                        "Job {} failed: no model named {} is configured; its hold is released",
                        ended.id(),
                        ended.work().model()))
                .doOnNext(ended -> signals.sendSignal(GenerationSignal.holdAnswered(ended.id())))
                .then();
    }

    private void reportLost(Job job, HoldAnswer answer) {
        meters.counter("atelier.generation.holds.lost").increment();
        log.error(
                "Hold {} of job {} is lost: billing answers {} ({}) to its last command; an operator must look into it",
                job.payment().holdId(),
                job.id(),
                answer.kind(),
                answer.refusal());
    }
}
