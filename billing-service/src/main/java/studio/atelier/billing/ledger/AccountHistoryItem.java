package studio.atelier.billing.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;

/**
 * One item in the history of a user's units.
 *
 * @param sequence its position; later items have greater ones
 * @param id of the hold, also once it is captured, or of the movement
 * @param operation wire name of the operation that was paid for, or of the movement's cause
 * @param amount units, positive in and negative out
 */
public record AccountHistoryItem(
        long sequence,
        String id,
        Instant at,
        HistoryItemStatus status,
        Source source,
        long amount,
        String operation,
        @Nullable String product) {

    /** Status of the units. */
    public enum HistoryItemStatus {
        /** Set aside for a job that has not ended. */
        HELD,
        CHARGED,
        GRANTED,
        /** Expired unused with their month or period. */
        EXPIRED,
        /** Taken back by an operator. */
        CORRECTED
    }
}
