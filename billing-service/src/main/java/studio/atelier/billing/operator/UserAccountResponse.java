package studio.atelier.billing.operator;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.billing.ledger.AccountSourceBalances.AccountSourceBalance;
import studio.atelier.billing.ledger.LedgerAccountDetails;
import studio.atelier.billing.ledger.LedgerAccountDetails.Movement;
import studio.atelier.billing.ledger.LedgerAccountDetails.OpenHold;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.web.PageCursor;

/**
 * A user's account as shown to an operator.
 *
 * @param status {@code open} or {@code closing}
 * @param pots units of each source, as booked: units that ended since the account was last brought up to date are still
 *     included
 * @param holds open holds, oldest first, at most 100
 * @param ledger a page of movements, newest first
 */
@Schema(name = "UserAccount")
record UserAccountResponse(
        UUID userId,
        String status,
        Instant openedAt,
        long version,
        List<Pot> pots,
        List<OpenHold> holds,
        LedgerPage ledger) {

    static UserAccountResponse of(UserId user, LedgerAccountDetails account, List<OpenHold> holds, LedgerPage ledger) {
        List<Pot> pots = account.balances().listBalances().stream().map(Pot::of).toList();
        return new UserAccountResponse(
                user.value(), account.status(), account.openedAt(), account.version(), pots, holds, ledger);
    }

    /**
     * Units of one source.
     *
     * @param units all units, including the held ones
     */
    record Pot(String source, long units, long held) {

        static Pot of(AccountSourceBalance balance) {
            return new Pot(balance.source().wireName(), balance.units(), balance.held());
        }
    }

    /** Movements, newest first. */
    record LedgerPage(List<Movement> items, @Nullable String nextCursor) {

        static LedgerPage of(List<Movement> found, int limit) {
            return found.size() > limit
                    ? new LedgerPage(
                            found.subList(0, limit),
                            PageCursor.encodeKey(
                                    Long.parseLong(found.get(limit - 1).id())))
                    : new LedgerPage(found, null);
        }
    }
}
