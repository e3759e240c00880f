package studio.atelier.billing.history;

import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import studio.atelier.billing.history.HistoryItem.Status;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Source;

/** What was moved on a person's account, and what is set aside for work under way. */
@Repository
class History {

    /**
     * A hold that was given back moved nothing and is not told of. Indexes: account_user_id_key, hold_open_idx,
     * transaction_account_id_idx, read from its end, and hold_pkey.
     */
    private static final String PAGE = """
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

    History(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The latest items first.
     *
     * @param before only what has a smaller sequence
     */
    Flux<HistoryItem> page(UserId user, long before, int limit) {
        return database.sql(PAGE)
                .bind("user", user.value())
                .bind("before", before)
                .bind("limit", limit)
                .map(History::item)
                .all();
    }

    private static HistoryItem item(Readable row) {
        long amount = number(row, "amount");
        return new HistoryItem(
                number(row, "sequence"),
                text(row, "id"),
                required(row, "created_at", Instant.class),
                status(text(row, "kind"), amount),
                Source.ofWireName(text(row, "source")),
                amount,
                text(row, "operation"),
                row.get("product", String.class));
    }

    private static Status status(String kind, long amount) {
        return switch (kind) {
            case "held" -> Status.HELD;
            case "capture", "late-capture" -> Status.CHARGED;
            case "operator" -> amount > 0 ? Status.GRANTED : Status.CORRECTED;
            default -> amount > 0 ? Status.GRANTED : Status.EXPIRED;
        };
    }

    private static String text(Readable row, String column) {
        return required(row, column, String.class);
    }

    private static long number(Readable row, String column) {
        return required(row, column, Long.class);
    }
}
