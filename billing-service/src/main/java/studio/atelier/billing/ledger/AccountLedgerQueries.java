package studio.atelier.billing.ledger;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.AccountHistoryItem.HistoryItemStatus;
import studio.atelier.billing.ledger.LedgerAccountDetails.Movement;
import studio.atelier.billing.ledger.LedgerAccountDetails.OpenHold;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;

/**
 * Reads accounts, holds and movements for users and operators. Changes nothing: it does not bring accounts up to date.
 */
@Repository
public class AccountLedgerQueries {

    /** Indexes: account_user_id_key, account_pkey, account_balance_pkey. */
    private static final String ACCOUNT = """
            select id, status, opened_at, state.version, sources, units, held
              from account, ledger_state(id) state where user_id = :user
            """;

    /** Index: hold_pkey. */
    private static final String HOLD = """
            select hold.*, account.user_id
              from hold join account on account.id = hold.account_id where hold.id = :hold
            """;

    /** Index: hold_open_idx. */
    private static final String OPEN_HOLDS = """
            select id, group_id, purpose, source, amount, created_at, expires_at
              from hold where account_id = :account and status = 'held' order by sequence limit 100
            """;

    /** Index: transaction_account_id_idx. */
    private static final String MOVEMENTS = """
            select id, idempotency_key, kind, source, amount, hold_id, product, reason, actor_id, created_at
              from transaction where account_id = :account and id < :before order by id desc limit :limit
            """;

    /**
     * Omits released holds, which moved no units. Indexes: account_user_id_key, hold_open_idx,
     * transaction_account_id_idx, read from its end, and hold_pkey.
     */
    private static final String HISTORY = """
            (select sequence, id::text as id, created_at, 'held' as kind, source, -amount as amount,
                    purpose as operation, null::text as product
               from hold
              where account_id = (select id from account where user_id = :user)
                and status = 'held' and sequence < :before
              order by sequence desc limit :limit)
            union all
            (select movement.id, coalesce(movement.hold_id::text, movement.id::text), movement.created_at,
                    movement.kind, movement.source, movement.amount, coalesce(hold.purpose, movement.kind),
                    movement.product
               from transaction movement left join hold on hold.id = movement.hold_id
              where movement.account_id = (select id from account where user_id = :user)
                and movement.amount <> 0 and movement.id < :before
              order by movement.id desc limit :limit)
            order by sequence desc limit :limit
            """;

    private final DatabaseClient database;

    AccountLedgerQueries(DatabaseClient database) {
        this.database = database;
    }

    /** The account of a user; empty if there is none. */
    public Mono<LedgerAccountDetails> findAccount(UserId user) {
        return database.sql(ACCOUNT)
                .bind("user", user.value())
                .map(AccountLedgerQueries::toAccountDetails)
                .one();
    }

    /** Open holds of an account, oldest first, at most 100. */
    public Flux<OpenHold> findOpenHolds(UUID accountId) {
        return database.sql(OPEN_HOLDS)
                .bind("account", accountId)
                .map(AccountLedgerQueries::openHold)
                .all();
    }

    /**
     * Movements of an account, newest first.
     *
     * @param before only movements with a smaller id
     */
    public Flux<Movement> findMovements(UUID accountId, long before, int limit) {
        return database.sql(MOVEMENTS)
                .bind("account", accountId)
                .bind("before", before)
                .bind("limit", limit)
                .map(AccountLedgerQueries::toMovement)
                .all();
    }

    /** A hold, open or not; empty if there is none with this id. */
    public Mono<HoldDetailsResponse> findHold(UUID holdId) {
        return database.sql(HOLD)
                .bind("hold", holdId)
                .map(HoldDetailsResponse::of)
                .one();
    }

    /**
     * Movements of a user's account and open holds, newest first.
     *
     * @param before only items with a smaller sequence
     */
    public Flux<AccountHistoryItem> findHistory(UserId user, long before, int limit) {
        return database.sql(HISTORY)
                .bind("user", user.value())
                .bind("before", before)
                .bind("limit", limit)
                .map(AccountLedgerQueries::historyItem)
                .all();
    }

    private static LedgerAccountDetails toAccountDetails(Readable row) {
        return new LedgerAccountDetails(
                readRequired(row, "id", UUID.class),
                readText(row, "status"),
                readRequired(row, "opened_at", Instant.class),
                readNumber(row, "version"),
                AccountSourceBalances.of(row));
    }

    private static OpenHold openHold(Readable row) {
        return new OpenHold(
                readRequired(row, "id", UUID.class),
                row.get("group_id", UUID.class),
                readText(row, "purpose"),
                readText(row, "source"),
                readNumber(row, "amount"),
                readRequired(row, "created_at", Instant.class),
                readRequired(row, "expires_at", Instant.class));
    }

    private static Movement toMovement(Readable row) {
        return new Movement(
                Long.toString(readNumber(row, "id")),
                readText(row, "idempotency_key"),
                readText(row, "kind"),
                readText(row, "source"),
                readNumber(row, "amount"),
                row.get("hold_id", UUID.class),
                row.get("product", String.class),
                row.get("reason", String.class),
                row.get("actor_id", UUID.class),
                readRequired(row, "created_at", Instant.class));
    }

    private static AccountHistoryItem historyItem(Readable row) {
        long amount = readNumber(row, "amount");
        return new AccountHistoryItem(
                readNumber(row, "sequence"),
                readText(row, "id"),
                readRequired(row, "created_at", Instant.class),
                historyStatus(readText(row, "kind"), amount),
                Source.ofWireName(readText(row, "source")),
                amount,
                readText(row, "operation"),
                row.get("product", String.class));
    }

    private static HistoryItemStatus historyStatus(String kind, long amount) {
        return switch (kind) {
            case "held" -> HistoryItemStatus.HELD;
            case "capture", "late-capture" -> HistoryItemStatus.CHARGED;
            case "operator" -> amount > 0 ? HistoryItemStatus.GRANTED : HistoryItemStatus.CORRECTED;
            default -> amount > 0 ? HistoryItemStatus.GRANTED : HistoryItemStatus.EXPIRED;
        };
    }

    private static String readText(Readable row, String column) {
        return readRequired(row, column, String.class);
    }

    private static long readNumber(Readable row, String column) {
        return readRequired(row, column, Long.class);
    }
}
