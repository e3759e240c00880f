package studio.atelier.generation.job;

import java.util.Objects;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.BillingCommand;
import studio.atelier.contracts.billing.CaptureHold;
import studio.atelier.contracts.billing.PlaceHold;
import studio.atelier.contracts.billing.ReleaseHold;
import studio.atelier.platform.outbox.TransactionalOutbox;

/** Sends billing the command that a job's row calls for. */
@Component
public class HoldRequester {

    private final TransactionalOutbox outbox;

    HoldRequester(TransactionalOutbox outbox) {
        this.outbox = outbox;
    }

    /** Appends the command whose answer the hold's state waits for, within the caller's transaction. */
    public Mono<Void> appendCommand(Job job) {
        return outbox.appendEvent(toCommand(job));
    }

    /** The same row always gives the same command. */
    static BillingCommand toCommand(Job job) {
        Job.JobPayment payment = job.payment();
        return switch (payment.state()) {
            case ASKED ->
                new PlaceHold(
                        payment.holdId(),
                        job.user(),
                        payment.unit(),
                        payment.price(),
                        payment.funding(),
                        job.operation(),
                        payment.expectedSource(),
                        payment.expiresAt());
            case CAPTURING -> new CaptureHold(payment.holdId(), job.user(), payment.price());
            case RELEASING ->
                new ReleaseHold(
                        payment.holdId(), job.user(), Objects.requireNonNullElse(payment.releaseReason(), "released"));
            case PLACED, DECLINED, CAPTURED, RELEASED, LOST ->
                throw new IllegalStateException("No command to billing belongs to hold state " + payment.state());
        };
    }
}
