package studio.atelier.billing.operator;

import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.billing.ledger.SourceBalances;
import studio.atelier.billing.operator.UserAccountResponse.LedgerPage;
import studio.atelier.billing.operator.UserAccountResponse.Movement;
import studio.atelier.billing.operator.UserAccountResponse.OpenHold;
import studio.atelier.billing.operator.UserAccountResponse.Pot;
import studio.atelier.contracts.UserId;

/** Reads accounts and holds for an operator. Changes nothing, not even what a first touch would. */
@Repository
class UserAccounts {

    /** Indexes: account_user_id_key, account_pkey, account_balance_pkey. */
    private static final String ACCOUNT = """
            select id, status, opened_at, state.version, sources, units, held
              from account, ledger_state(id) state where user_id = :user
            """;

    /** Index: account_user_id_key. */
    private static final String LOCK = "select id from account where user_id = :user for update";

    /** Index: hold_pkey. */
    private static final String HOLD = """
            select hold.*, account.user_id
              from hold join account on account.id = hold.account_id where hold.id = :hold
            """;

    /** Index: hold_open_idx. */
    private static final String HOLDS = """
            select id, group_id, purpose, source, amount, created_at, expires_at
              from hold where account_id = :account and status = 'held' order by sequence limit 100
            """;

    /** Index: transaction_account_id_idx. */
    private static final String LEDGER = """
            select id, idempotency_key, kind, source, amount, hold_id, product, reason, actor_id, created_at
              from transaction where account_id = :account and id < :before order by id desc limit :limit
            """;

    private final DatabaseClient database;

    UserAccounts(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The account of a person.
     *
     * @param before only movements with a smaller id
     * @return empty if the person has none
     */
    Mono<UserAccountResponse> find(UserId user, long before, int limit) {
        return database.sql(ACCOUNT)
                .bind("user", user.value())
                .map(Row::of)
                .one()
                .flatMap(account -> Mono.zip(holds(account.id()), ledger(account.id(), before, limit))
                        .map(parts -> account.with(user, parts.getT1(), parts.getT2())));
    }

    /**
     * Keeps others from changing or closing the account of a person until the transaction ends.
     *
     * @return its id; empty if the person has none
     */
    Mono<UUID> lock(UserId user) {
        return database.sql(LOCK)
                .bind("user", user.value())
                .mapValue(UUID.class)
                .one();
    }

    /** A hold, open or not; empty if there is none of this id. */
    Mono<HoldResponse> findHold(UUID hold) {
        return database.sql(HOLD).bind("hold", hold).map(HoldResponse::of).one();
    }

    private Mono<List<OpenHold>> holds(UUID account) {
        return database.sql(HOLDS)
                .bind("account", account)
                .map(UserAccounts::hold)
                .all()
                .collectList();
    }

    private Mono<LedgerPage> ledger(UUID account, long before, int limit) {
        return database.sql(LEDGER)
                .bind("account", account)
                .bind("before", before)
                .bind("limit", limit + 1)
                .map(UserAccounts::movement)
                .all()
                .collectList()
                .map(found -> page(found, limit));
    }

    private static LedgerPage page(List<Movement> found, int limit) {
        return found.size() > limit
                ? new LedgerPage(found.subList(0, limit), found.get(limit - 1).id())
                : new LedgerPage(found, null);
    }

    private static OpenHold hold(Readable row) {
        return new OpenHold(
                required(row, "id", UUID.class),
                row.get("group_id", UUID.class),
                required(row, "purpose", String.class),
                required(row, "source", String.class),
                required(row, "amount", Long.class),
                required(row, "created_at", Instant.class),
                required(row, "expires_at", Instant.class));
    }

    private static Movement movement(Readable row) {
        return new Movement(
                required(row, "id", Long.class).toString(),
                required(row, "idempotency_key", String.class),
                required(row, "kind", String.class),
                required(row, "source", String.class),
                required(row, "amount", Long.class),
                row.get("hold_id", UUID.class),
                row.get("product", String.class),
                row.get("reason", String.class),
                row.get("actor_id", UUID.class),
                required(row, "created_at", Instant.class));
    }

    private record Row(UUID id, String status, Instant openedAt, long version, List<Pot> pots) {

        static Row of(Readable row) {
            return new Row(
                    required(row, "id", UUID.class),
                    required(row, "status", String.class),
                    required(row, "opened_at", Instant.class),
                    required(row, "version", Long.class),
                    SourceBalances.of(row).all().stream().map(Pot::of).toList());
        }

        UserAccountResponse with(UserId user, List<OpenHold> holds, LedgerPage ledger) {
            return new UserAccountResponse(user.value(), status, openedAt, version, pots, holds, ledger);
        }
    }
}
