package studio.atelier.chat.person;

import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** People in PostgreSQL. */
@Repository
class R2dbcPeople implements People {

    private static final String COLUMNS = "telegram_id, user_id, language, started_at, unreachable_at";

    private final DatabaseClient database;

    R2dbcPeople(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> learn(UserId user, long telegramId, Language language) {
        return database.sql("""
                        insert into person (telegram_id, user_id, language)
                        values (:telegramId, :userId, :language)
                        on conflict (telegram_id) do update set language = excluded.language""")
                .bind("telegramId", telegramId)
                .bind("userId", user.value())
                .bind("language", language.code())
                .then();
    }

    @Override
    public Mono<Person> meet(long telegramId) {
        return database.sql("""
                        insert into person (telegram_id, user_id)
                        values (:telegramId, :userId)
                        on conflict (telegram_id) do update set unreachable_at = null
                        returning\s""" + COLUMNS)
                .bind("telegramId", telegramId)
                .bind("userId", UserId.ofTelegram(telegramId).value())
                .map(R2dbcPeople::person)
                .one();
    }

    @Override
    public Mono<Person> find(UserId user) {
        return database.sql("select " + COLUMNS + " from person where user_id = :userId")
                .bind("userId", user.value())
                .map(R2dbcPeople::person)
                .one();
    }

    @Override
    public Mono<Void> started(long telegramId, Instant now) {
        return database.sql("update person set started_at = coalesce(started_at, :now) where telegram_id = :telegramId")
                .bind("telegramId", telegramId)
                .bind("now", now)
                .then();
    }

    @Override
    public Mono<Void> unreachable(long telegramId, Instant now) {
        return database.sql("update person set unreachable_at = :now where telegram_id = :telegramId")
                .bind("telegramId", telegramId)
                .bind("now", now)
                .then();
    }

    @Override
    public Mono<Void> forget(UserId user) {
        return database.sql("delete from person where user_id = :userId")
                .bind("userId", user.value())
                .then();
    }

    private static Person person(Readable row) {
        return new Person(
                required(row, "telegram_id", Long.class),
                new UserId(required(row, "user_id", UUID.class)),
                language(row.get("language", String.class)),
                row.get("started_at", Instant.class) != null,
                row.get("unreachable_at", Instant.class) == null);
    }

    private static @Nullable Language language(@Nullable String code) {
        return code == null ? null : Language.nearest(code);
    }
}
