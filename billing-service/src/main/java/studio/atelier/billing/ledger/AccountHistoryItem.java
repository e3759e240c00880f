package studio.atelier.billing.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.billing.Source;

/**
 * One thing that happened to a person's units.
 *
 * @param sequence its place; later things have greater ones
 * @param id of the hold, also once it is charged, or of the movement
 * @param operation wire name of what was bought, or of what brought or took the units
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

    /** What became of the units. */
    public enum HistoryItemStatus {
        /** Set aside for work under way. */
        HELD,
        CHARGED,
        GRANTED,
        /** Ended unused with their month or period. */
        EXPIRED,
        /** Taken back by an operator. */
        CORRECTED
    }
}
