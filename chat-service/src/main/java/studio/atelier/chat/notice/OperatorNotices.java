package studio.atelier.chat.notice;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.operator.OperatorNotice;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Operator notices of the last 30 days, in PostgreSQL. */
@Repository
class OperatorNotices {

    /** A notice that is repeated within this time is sent once. */
    private static final Duration SENT_ONCE_WITHIN = Duration.ofMinutes(10);

    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private final DatabaseClient database;
    private final JsonMapper json;

    OperatorNotices(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /**
     * Stores a notice, within the caller's transaction. A notice is not sent again if the last one sent was the same; a
     * paused queue is sent again after it was resumed, however soon.
     *
     * @return whether the notice is to be sent; empty if it was stored before
     */
    Mono<Boolean> insertNotice(UUID id, OperatorNotice notice) {
        return database.sql("""
                        insert into operator_notice (id, kind, subject, details, occurred_at, told)
                        select :id, :kind, :subject, cast(:details as jsonb), :at,
                               coalesce((select kind <> :kind
                                         from operator_notice
                                         where subject = :subject
                                           and (kind = :kind or (kind like 'QUEUE%' and :kind like 'QUEUE%'))
                                           and occurred_at > :since
                                           and told
                                         order by occurred_at desc
                                         limit 1), true)
                        on conflict (id) do nothing
                        returning told""")
                .bind("id", id)
                .bind("kind", notice.kind().name())
                .bind("subject", notice.subject())
                .bind("details", json.writeValueAsString(notice.details()))
                .bind("at", notice.occurredAt())
                .bind("since", notice.occurredAt().minus(SENT_ONCE_WITHIN))
                .map(row -> readRequired(row, "told", Boolean.class))
                .one();
    }

    /** Notices, newest first, from the one after the cursor. */
    Flux<StoredOperatorNotice> listNotices(@Nullable UUID cursor, int limit) {
        return database.sql("""
                        select id, kind, subject, cast(details as text) as details, occurred_at
                        from operator_notice
                        where cast(:cursor as uuid) is null or id < cast(:cursor as uuid)
                        order by id desc
                        limit :limit""")
                .bind("cursor", Parameters.in(R2dbcType.VARCHAR, cursor == null ? null : cursor.toString()))
                .bind("limit", limit)
                .map(this::readNotice)
                .all();
    }

    /** Deletes up to {@code limit} notices from before a given time, and returns the number deleted. */
    Mono<Long> deleteBefore(Instant moment, int limit) {
        return database.sql("""
                        delete from operator_notice
                        where id in (select id
                                     from operator_notice
                                     where occurred_at < :moment
                                     limit :limit)""")
                .bind("moment", moment)
                .bind("limit", limit)
                .fetch()
                .rowsUpdated();
    }

    private StoredOperatorNotice readNotice(Readable row) {
        OperatorNotice notice = new OperatorNotice(
                OperatorNotice.OperatorNoticeKind.valueOf(readRequired(row, "kind", String.class)),
                readRequired(row, "subject", String.class),
                json.readValue(readRequired(row, "details", String.class), DETAILS),
                readRequired(row, "occurred_at", Instant.class));
        return new StoredOperatorNotice(readRequired(row, "id", UUID.class), notice);
    }

    /** A notice with its id. */
    record StoredOperatorNotice(UUID id, OperatorNotice notice) {}
}
