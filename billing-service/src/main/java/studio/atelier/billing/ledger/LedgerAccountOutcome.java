package studio.atelier.billing.ledger;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger did to an account.
 *
 * @param transactionId of the movement, done now or before
 * @param changed whether the account has a new version, which others are to hear of
 * @param account as it stands; null if there was none to close
 */
public record LedgerAccountOutcome(
        AccountOutcomeKind outcome,
        @Nullable Long transactionId,
        boolean changed,
        @Nullable LedgerAccount account) {

    /** How it went. */
    public enum AccountOutcomeKind {
        DONE,
        /** Done before under the same key; nothing changed now. */
        REPEATED,
        /** The key was used for another movement; nothing changed. */
        MISMATCH,
        /** The account has fewer units than were to be taken; nothing was taken. */
        INSUFFICIENT,
        /** The account is being closed, or there is none. */
        CLOSED;

        static AccountOutcomeKind ofSqlName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }
}
