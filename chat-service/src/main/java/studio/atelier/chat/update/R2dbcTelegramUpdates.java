package studio.atelier.chat.update;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.WireNameConverter;

/** Updates in PostgreSQL. */
@Repository
class R2dbcTelegramUpdates implements TelegramUpdates {

    private final DatabaseClient database;

    R2dbcTelegramUpdates(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Boolean> insertUpdate(IncomingTelegramUpdate update, String payload, Instant now) {
        return database.sql("""
                        insert into telegram_update (update_id, chat_id, payload, received_at, due_at)
                        values (:updateId, :chatId, :payload, :now, :now)
                        on conflict do nothing""")
                .bind("updateId", update.updateId())
                .bind("chatId", update.chatId())
                .bind("payload", payload)
                .bind("now", now)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    @Override
    public Mono<Boolean> hasDueUpdate(Instant now) {
        return database.sql("""
                        select exists (select 1
                                       from telegram_update
                                       where handled_at is null
                                         and due_at <= :now) as due""")
                .bind("now", now)
                .map(row -> readRequired(row, "due", Boolean.class))
                .one();
    }

    @Override
    public Mono<WaitingTelegramUpdate> lockNextUpdate(Instant now) {
        return database.sql("""
                        select u.update_id, u.payload, u.attempts
                        from telegram_update u
                        where u.handled_at is null
                          and u.due_at <= :now
                          and not exists (select 1
                                          from telegram_update earlier
                                          where earlier.chat_id = u.chat_id
                                            and earlier.update_id < u.update_id
                                            and earlier.handled_at is null)
                        order by u.update_id
                        limit 1
                        for update of u skip locked""")
                .bind("now", now)
                .map(row -> new WaitingTelegramUpdate(
                        readRequired(row, "update_id", Long.class),
                        readRequired(row, "payload", String.class),
                        readRequired(row, "attempts", Integer.class)))
                .one();
    }

    @Override
    public Mono<Void> markHandled(long updateId, TelegramUpdateOutcome outcome, Instant now) {
        return database.sql("""
                        update telegram_update
                        set handled_at = :now, outcome = :outcome
                        where update_id = :updateId
                          and handled_at is null""")
                .bind("updateId", updateId)
                .bind("outcome", WireNameConverter.toWireName(outcome))
                .bind("now", now)
                .then();
    }

    @Override
    public Mono<Void> putOff(long updateId, int attempts, Instant due) {
        return database.sql("""
                        update telegram_update
                        set attempts = :attempts, due_at = :due
                        where update_id = :updateId
                          and handled_at is null""")
                .bind("updateId", updateId)
                .bind("attempts", attempts)
                .bind("due", due)
                .then();
    }

    @Override
    public Mono<Long> deleteHandledBefore(Instant moment, int limit) {
        return database.sql("""
                        delete from telegram_update
                        where update_id in (select update_id
                                            from telegram_update
                                            where handled_at < :moment
                                            limit :limit)""")
                .bind("moment", moment)
                .bind("limit", limit)
                .fetch()
                .rowsUpdated();
    }
}
