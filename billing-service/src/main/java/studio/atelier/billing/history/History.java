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

/** A person's holds and the movements beside them. */
@Repository
class History {

    /** Indexes: account_user_id_key, hold_history_idx, transaction_history_idx; each read from its end. */
    private static final String PAGE = """
            (select sequence, id::text as id, created_at, status, source, amount, captured, purpose as operation,
                    null::text as product
               from hold
              where account_id = (select id from account where user_id = :user)
                and status not in ('declined', 'barred') and sequence < :before
              order by sequence desc limit :limit)
            union all
            (select id, id::text, created_at, 'booked', source, amount, 0::bigint, kind, product
               from transaction
              where account_id = (select id from account where user_id = :user)
                and hold_id is null and id < :before
              order by transaction.id desc limit :limit)
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
        Status status = status(row);
        return new HistoryItem(
                number(row, "sequence"),
                text(row, "id"),
                required(row, "created_at", Instant.class),
                status,
                Source.ofWireName(text(row, "source")),
                amount(row, status),
                text(row, "operation"),
                row.get("product", String.class));
    }

    private static Status status(Readable row) {
        return switch (text(row, "status")) {
            case "held" -> Status.HELD;
            case "captured" -> Status.CHARGED;
            case "released", "expired" -> Status.RETURNED;
            default -> statusOfMovement(row);
        };
    }

    private static Status statusOfMovement(Readable row) {
        if (number(row, "amount") > 0) {
            return Status.GRANTED;
        }
        return "operator".equals(text(row, "operation")) ? Status.CORRECTED : Status.EXPIRED;
    }

    private static long amount(Readable row, Status status) {
        return switch (status) {
            case HELD -> -number(row, "amount");
            case CHARGED -> -number(row, "captured");
            case RETURNED, GRANTED, EXPIRED, CORRECTED -> number(row, "amount");
        };
    }

    private static String text(Readable row, String column) {
        return required(row, column, String.class);
    }

    private static long number(Readable row, String column) {
        return required(row, column, Long.class);
    }
}
