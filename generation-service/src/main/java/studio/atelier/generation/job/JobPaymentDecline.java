package studio.atelier.generation.job;

import java.util.List;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.Offer;

/** Billing's refusal, as stored with the job. */
public record JobPaymentDecline(DeclineReason reason, long required, long available, List<Offer> offers) {

    /** Copies the offers. */
    public JobPaymentDecline {
        offers = List.copyOf(offers);
    }

    public static JobPaymentDecline from(HoldDeclined event) {
        return new JobPaymentDecline(event.reason(), event.required(), event.available(), event.offers());
    }

    public JobErrorCode toErrorCode() {
        return switch (reason) {
            case INSUFFICIENT_FUNDS -> JobErrorCode.INSUFFICIENT_FUNDS;
            case QUOTE_CHANGED -> JobErrorCode.QUOTE_CHANGED;
            case ACCOUNT_CLOSED -> JobErrorCode.ACCOUNT_CLOSED;
            case RELEASED_BEFORE, CONTENT_MISMATCH, UNKNOWN -> JobErrorCode.PAYMENT_FAILED;
        };
    }
}
