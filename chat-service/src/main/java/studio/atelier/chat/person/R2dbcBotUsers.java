package studio.atelier.chat.person;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.language.SupportedLanguage;

/** Users in PostgreSQL. */
@Repository
class R2dbcBotUsers implements BotUsers {

    private static final String COLUMNS = "telegram_id, user_id, language, started_at, unreachable_at";

    private final DatabaseClient database;

    R2dbcBotUsers(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Void> saveUser(UserId user, long telegramId, SupportedLanguage language) {
        return database.sql("""
                        insert into person (telegram_id, user_id, language)
                        values (:telegramId, :userId, :language)
                        on conflict (telegram_id) do update set language = excluded.language""")
                .bind("telegramId", telegramId)
                .bind("userId", user.value())
                .bind("language", language.languageCode())
                .then();
    }

    @Override
    public Mono<BotUser> findOrInsertUser(long telegramId) {
        return database.sql("""
                        insert into person (telegram_id, user_id)
                        values (:telegramId, :userId)
                        on conflict (telegram_id) do update set unreachable_at = null
                        returning\s""" + COLUMNS)
                .bind("telegramId", telegramId)
                .bind("userId", UserId.ofTelegram(telegramId).value())
                .map(R2dbcBotUsers::toBotUser)
                .one();
    }

    @Override
    public Mono<BotUser> findUser(UserId user) {
        return database.sql("select " + COLUMNS + " from person where user_id = :userId")
                .bind("userId", user.value())
                .map(R2dbcBotUsers::toBotUser)
                .one();
    }

    @Override
    public Flux<BotUser> findUsers(Collection<UserId> users) {
        return database.sql("select " + COLUMNS + " from person where user_id = any(:userIds)")
                .bind("userIds", users.stream().map(UserId::value).toArray(UUID[]::new))
                .map(R2dbcBotUsers::toBotUser)
                .all();
    }

    @Override
    public Mono<Void> markStarted(long telegramId, Instant now) {
        return database.sql("update person set started_at = coalesce(started_at, :now) where telegram_id = :telegramId")
                .bind("telegramId", telegramId)
                .bind("now", now)
                .then();
    }

    @Override
    public Mono<Void> markUnreachable(long telegramId, Instant now) {
        return database.sql("update person set unreachable_at = :now where telegram_id = :telegramId")
                .bind("telegramId", telegramId)
                .bind("now", now)
                .then();
    }

    @Override
    public Mono<Void> deleteUser(UserId user) {
        return database.sql("delete from person where user_id = :userId")
                .bind("userId", user.value())
                .then();
    }

    private static BotUser toBotUser(Readable row) {
        return new BotUser(
                readRequired(row, "telegram_id", Long.class),
                new UserId(readRequired(row, "user_id", UUID.class)),
                toLanguage(row.get("language", String.class)),
                row.get("started_at", Instant.class) != null,
                row.get("unreachable_at", Instant.class) == null);
    }

    private static @Nullable SupportedLanguage toLanguage(@Nullable String code) {
        return code == null ? null : SupportedLanguage.nearestTo(code);
    }
}
