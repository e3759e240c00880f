package studio.atelier.billing.ledger;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an operation on an account.
 *
 * @param transactionId id of the movement, made now or before
 * @param changed whether the account has a new version, which must be published
 * @param account its current state; null if there was none to close
 */
public record LedgerAccountOutcome(
        AccountOutcomeKind outcome,
        @Nullable Long transactionId,
        boolean changed,
        @Nullable LedgerAccount account) {

    /** Kind of outcome. */
    public enum AccountOutcomeKind {
        DONE,
        /** Done before under the same key; nothing has changed now. */
        REPEATED,
        /** The key was used for another movement; nothing has changed. */
        MISMATCH,
        /** The account has fewer units than requested; none were taken. */
        INSUFFICIENT,
        /** The account is closing, or there is none. */
        CLOSED;

        static AccountOutcomeKind ofSqlName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }
}
