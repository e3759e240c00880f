package studio.atelier.generation.balance;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.postgresql.codec.Json;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.billing.BalanceChanged;
import tools.jackson.databind.json.JsonMapper;

/** The last known balance of each user. It serves display and queue weights; only billing decides. */
@Component
public class UserBalanceProjection {

    private static final String KEEP_NEWER = """
            insert into balance_projection (user_id, version, balance)
            values (:user, :version, :balance)
            on conflict (user_id) do update
            set version = excluded.version, balance = excluded.balance, updated_at = now()
            where balance_projection.version < excluded.version
            """;

    private final DatabaseClient database;
    private final JsonMapper json;

    UserBalanceProjection(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * The balance that billing last published.
     *
     * @return empty if it has published none yet
     */
    public Mono<Balance> findBalance(UserId user) {
        return database.sql("select balance from balance_projection where user_id = :user and balance <> '{}'")
                .bind("user", user.value())
                .map(row -> json.readValue(readRequired(row, "balance", String.class), Balance.class))
                .one();
    }

    /** Erases the user's balance; its version stays, so that no repeated event restores it. */
    public Mono<Void> eraseBalance(UserId user) {
        return database.sql("update balance_projection set balance = '{}', updated_at = now() where user_id = :user")
                .bind("user", user.value())
                .fetch()
                .rowsUpdated()
                .then();
    }

    /** Stores the event's balance unless this version or a newer one is known. */
    Mono<Void> saveNewerBalance(BalanceChanged change) {
        return database.sql(KEEP_NEWER)
                .bind("user", change.userId().value())
                .bind("version", change.version())
                .bind("balance", Json.of(json.writeValueAsString(change.balance())))
                .fetch()
                .rowsUpdated()
                .then();
    }
}
