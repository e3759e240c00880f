package studio.atelier.platform.balance;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.event.EventSubscription;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last known balance of each user. It serves display and queue weights; only billing decides. A service that wants
 * one creates the table {@code balance_projection} and declares a bean of this class and one of its subscription.
 */
public class BalanceProjection {

    private final DatabaseClient database;
    private final JsonMapper json;

    /** Creates the projection in this database. */
    public BalanceProjection(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Stores what billing publishes, unless the same or a newer version is known.
     *
     * @param purpose as in {@link EventSubscription#forProjection}
     */
    public EventSubscription subscribeToBalances(String purpose) {
        return EventSubscription.forProjection(EventTopic.BILLING_BALANCES, purpose)
                .onEvent(BalanceChanged.class, received -> saveNewerBalance(received.event()));
    }

    private Mono<Void> saveNewerBalance(BalanceChanged changed) {
        return database.sql("""
                        insert into balance_projection (user_id, version, balance)
                        values (:userId, :version, cast(:balance as jsonb))
                        on conflict (user_id) do update
                            set version = excluded.version, balance = excluded.balance
                            where balance_projection.version < excluded.version""")
                .bind("userId", changed.userId().value())
                .bind("version", changed.version())
                .bind("balance", json.writeValueAsString(changed.balance()))
                .then();
    }

    /** The balance that billing last published; empty if it has published none, or it was erased. */
    public Mono<Balance> findBalance(UserId user) {
        return database.sql("""
                        select cast(balance as text) as balance
                        from balance_projection
                        where user_id = :userId and balance <> '{}'""")
                .bind("userId", user.value())
                .map(row -> json.readValue(readRequired(row, "balance", String.class), Balance.class))
                .one();
    }

    /**
     * Erases a user's balance, within the caller's transaction if there is one. Its version stays, so that a repeated
     * event does not restore it.
     */
    public Mono<Void> eraseBalance(UserId user) {
        return database.sql("update balance_projection set balance = '{}' where user_id = :userId")
                .bind("userId", user.value())
                .then();
    }
}
