package studio.atelier.billing.history;

import org.jspecify.annotations.Nullable;
import studio.atelier.billing.ledger.AccountHistoryItem;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** The end of a page of the history. Opaque to clients. */
final class AccountHistoryCursor {

    private static final int RADIX = 36;

    private AccountHistoryCursor() {}

    static String encodeCursorAfter(AccountHistoryItem last) {
        return Long.toString(last.sequence(), RADIX);
    }

    /** The sequence before which the next page begins; fails with MALFORMED_REQUEST if the cursor is invalid. */
    static long decodeCursor(@Nullable String cursor) {
        if (cursor == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(cursor, RADIX);
        } catch (NumberFormatException notOurs) {
            throw CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
        }
    }
}
