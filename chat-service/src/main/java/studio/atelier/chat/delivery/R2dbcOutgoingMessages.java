package studio.atelier.chat.delivery;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.chat.telegram.OutgoingMessage;
import studio.atelier.contracts.WireNameConverter;
import tools.jackson.databind.json.JsonMapper;

/** Outgoing messages in PostgreSQL. */
@Repository
class R2dbcOutgoingMessages implements OutgoingMessages {

    private final DatabaseClient database;
    private final JsonMapper json;

    R2dbcOutgoingMessages(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    @Override
    public Mono<Void> insertMessage(long chatId, String reason, OutgoingMessage message) {
        return database.sql("""
                        insert into outgoing_message (chat_id, reason, content)
                        values (:chatId, :reason, cast(:content as jsonb))
                        on conflict (reason) do nothing""")
                .bind("chatId", chatId)
                .bind("reason", reason)
                .bind("content", json.writeValueAsString(message))
                .then();
    }

    @Override
    public Mono<LeasedOutgoingMessage> leaseMessage(Duration lease) {
        return database.sql("""
                        update outgoing_message
                        set leased_until = now() + cast(:interval as interval), attempts = attempts + 1
                        where id = (select m.id
                                    from outgoing_message m
                                    where m.ended_at is null
                                      and m.due_at <= now()
                                      and (m.leased_until is null or m.leased_until <= now())
                                      and not exists (select 1
                                                      from outgoing_message earlier
                                                      where earlier.chat_id = m.chat_id
                                                        and earlier.id < m.id
                                                        and earlier.ended_at is null)
                                    order by m.id
                                    limit 1
                                    for update of m skip locked)
                        returning id, chat_id, cast(content as text) as content, attempts,
                                  extract(epoch from now() - created_at)::bigint as age_seconds""")
                .bind("interval", toInterval(lease))
                .map(this::toLeasedMessage)
                .one();
    }

    private LeasedOutgoingMessage toLeasedMessage(Readable row) {
        return new LeasedOutgoingMessage(
                readRequired(row, "id", Long.class),
                readRequired(row, "chat_id", Long.class),
                json.readValue(readRequired(row, "content", String.class), OutgoingMessage.class),
                readRequired(row, "attempts", Integer.class),
                Duration.ofSeconds(readRequired(row, "age_seconds", Long.class)));
    }

    @Override
    public Mono<Void> endMessage(long id, DeliveryOutcome outcome) {
        return database.sql("""
                        update outgoing_message
                        set ended_at = now(), outcome = :outcome, leased_until = null
                        where id = :id
                          and ended_at is null""")
                .bind("id", id)
                .bind("outcome", WireNameConverter.toWireName(outcome))
                .then();
    }

    @Override
    public Mono<Void> endAll(long chatId, DeliveryOutcome outcome) {
        return database.sql("""
                        update outgoing_message
                        set ended_at = now(), outcome = :outcome, leased_until = null
                        where chat_id = :chatId
                          and ended_at is null""")
                .bind("chatId", chatId)
                .bind("outcome", WireNameConverter.toWireName(outcome))
                .then();
    }

    @Override
    public Mono<Void> putOff(long id, Duration wait) {
        return database.sql("""
                        update outgoing_message
                        set due_at = now() + cast(:interval as interval), leased_until = null
                        where id = :id
                          and ended_at is null""")
                .bind("id", id)
                .bind("interval", toInterval(wait))
                .then();
    }

    @Override
    public Mono<Long> deleteEnded(Duration age, int limit) {
        return database.sql("""
                        delete from outgoing_message
                        where id in (select id
                                     from outgoing_message
                                     where ended_at < now() - cast(:interval as interval)
                                     limit :limit)""")
                .bind("interval", toInterval(age))
                .bind("limit", limit)
                .fetch()
                .rowsUpdated();
    }
}
