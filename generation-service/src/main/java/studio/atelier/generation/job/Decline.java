package studio.atelier.generation.job;

import java.util.List;
import studio.atelier.contracts.billing.DeclineReason;
import studio.atelier.contracts.billing.HoldDeclined;
import studio.atelier.contracts.billing.Offer;

/** Billing's refusal, as kept with the job. */
public record Decline(DeclineReason reason, long required, long available, List<Offer> offers) {

    /** Copies the offers. */
    public Decline {
        offers = List.copyOf(offers);
    }

    static Decline from(HoldDeclined event) {
        return new Decline(event.reason(), event.required(), event.available(), event.offers());
    }

    JobError error() {
        return switch (reason) {
            case INSUFFICIENT_FUNDS -> JobError.INSUFFICIENT_FUNDS;
            case QUOTE_CHANGED -> JobError.QUOTE_CHANGED;
            case ACCOUNT_CLOSED -> JobError.ACCOUNT_CLOSED;
            case RELEASED_BEFORE, CONTENT_MISMATCH, UNKNOWN -> JobError.PAYMENT_FAILED;
        };
    }
}
