package studio.atelier.platform.balance;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.billing.BalanceChanged;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;
import studio.atelier.platform.event.EventSubscription;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last known balance of each user. It serves display and queue weights; only billing decides. A service that wants
 * one creates the table {@code balance_projection} and declares a bean of this class and one of its subscription.
 */
public class BalanceProjection {

    private static final String SAVE = """
            insert into balance_projection as known (user_id, version, balance)
            select user_id, version, cast(balance as jsonb)
            from unnest(:userIds, :versions, :balances) as changed (user_id, version, balance)
            order by user_id
            on conflict (user_id) do update
                set version = excluded.version, balance = excluded.balance
                where known.version < excluded.version
            """;

    private final DatabaseClient database;
    private final JsonMapper json;
    private final StatementBatcher<BalanceChanged, UUID, Boolean> saves;

    /** Creates the projection in this database. */
    public BalanceProjection(DatabaseClient database, JsonMapper json, MeterRegistry meters) {
        this.database = database;
        this.json = json;
        this.saves = new StatementBatcher<>(
                "save-balances", BatchLimits.usual(), BalanceProjection::userOf, this::saveNewerBalances, meters);
    }

    /**
     * Stores what billing publishes, unless the same or a newer version is known.
     *
     * @param purpose as in {@link EventSubscription#forRepeatableHandlers}
     */
    public EventSubscription subscribeToBalances(String purpose) {
        return EventSubscription.forRepeatableHandlers(EventTopic.BILLING_BALANCES, purpose)
                .readInBatches()
                .onEvent(
                        BalanceChanged.class,
                        received -> saves.call(received.event()).then());
    }

    private Mono<Map<UUID, Boolean>> saveNewerBalances(List<BalanceChanged> changes) {
        return database.sql(SAVE)
                .bind("userIds", changes.stream().map(BalanceProjection::userOf).toArray(UUID[]::new))
                .bind("versions", changes.stream().map(BalanceChanged::version).toArray(Long[]::new))
                .bind(
                        "balances",
                        changes.stream()
                                .map(changed -> json.writeValueAsString(changed.balance()))
                                .toArray(String[]::new))
                .fetch()
                .rowsUpdated()
                .thenReturn(Map.of());
    }

    private static UUID userOf(BalanceChanged changed) {
        return changed.userId().value();
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
