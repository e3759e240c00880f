package studio.atelier.chat.balance;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Balance;
import studio.atelier.contracts.billing.BalanceChanged;
import tools.jackson.databind.json.JsonMapper;

/** Balances in PostgreSQL. */
@Repository
class R2dbcBotUserBalances implements BotUserBalances {

    private final DatabaseClient database;
    private final JsonMapper json;

    R2dbcBotUserBalances(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    @Override
    public Mono<Void> saveBalance(BalanceChanged changed) {
        return database.sql("""
                        insert into balance (user_id, version, content)
                        values (:userId, :version, cast(:content as jsonb))
                        on conflict (user_id) do update
                            set version = excluded.version, content = excluded.content
                            where balance.version < excluded.version""")
                .bind("userId", changed.userId().value())
                .bind("version", changed.version())
                .bind("content", json.writeValueAsString(changed.balance()))
                .then();
    }

    @Override
    public Mono<Balance> findBalance(UserId user) {
        return database.sql("""
                        select cast(content as text) as content from balance
                        where user_id = :userId and content <> '{}'""")
                .bind("userId", user.value())
                .map(row -> json.readValue(readRequired(row, "content", String.class), Balance.class))
                .one();
    }

    @Override
    public Mono<Void> eraseBalance(UserId user) {
        return database.sql("update balance set content = '{}' where user_id = :userId")
                .bind("userId", user.value())
                .then();
    }
}
