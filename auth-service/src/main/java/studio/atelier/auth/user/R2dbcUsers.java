package studio.atelier.auth.user;

import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;

/** People in PostgreSQL. */
@Repository
class R2dbcUsers implements Users {

    private static final String COLUMNS =
            "id, telegram_id, first_name, last_name, username, language, language_chosen, premium, first_seen_at,"
                    + " last_seen_at";
    private static final String SELECT = "select " + COLUMNS + " from users where id = :id";

    private final DatabaseClient database;

    R2dbcUsers(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Boolean> add(User user) {
        GenericExecuteSpec insert =
                database.sql("""
                        insert into users (id, telegram_id, first_name, last_name, username, language, language_chosen,
                                           premium, first_seen_at, last_seen_at)
                        values (:id, :telegramId, :firstName, :lastName, :username, :language, :languageChosen,
                                :premium, :firstSeenAt, :lastSeenAt)
                        on conflict do nothing""").bind("telegramId", user.telegramId()).bind("firstSeenAt", user.firstSeenAt());
        return bindChangeable(insert, user).fetch().rowsUpdated().map(rows -> rows == 1);
    }

    @Override
    public Mono<User> find(UserId id) {
        return database.sql(SELECT).bind("id", id.value()).map(R2dbcUsers::user).one();
    }

    @Override
    public Mono<User> lock(UserId id) {
        return database.sql(SELECT + " for update")
                .bind("id", id.value())
                .map(R2dbcUsers::user)
                .one();
    }

    @Override
    public Mono<User> see(UserId id, Instant now) {
        return database.sql("update users set last_seen_at = greatest(last_seen_at, :now) where id = :id returning "
                        + COLUMNS)
                .bind("id", id.value())
                .bind("now", now)
                .map(R2dbcUsers::user)
                .one();
    }

    @Override
    public Mono<Void> update(User user) {
        GenericExecuteSpec update = database.sql("""
                update users
                set first_name      = :firstName,
                    last_name       = :lastName,
                    username        = :username,
                    language        = :language,
                    language_chosen = :languageChosen,
                    premium         = :premium,
                    last_seen_at    = :lastSeenAt
                where id = :id""");
        return bindChangeable(update, user).then();
    }

    private static GenericExecuteSpec bindChangeable(GenericExecuteSpec statement, User user) {
        GenericExecuteSpec bound = statement
                .bind("id", user.id().value())
                .bind("firstName", user.firstName())
                .bind("language", user.language().code())
                .bind("languageChosen", user.languageChosen())
                .bind("premium", user.premium())
                .bind("lastSeenAt", user.lastSeenAt());
        return bindText(bindText(bound, "lastName", user.lastName()), "username", user.username());
    }

    private static GenericExecuteSpec bindText(GenericExecuteSpec statement, String name, @Nullable String value) {
        return value == null ? statement.bindNull(name, String.class) : statement.bind(name, value);
    }

    private static User user(Readable row) {
        return new User(
                new UserId(required(row, "id", UUID.class)),
                required(row, "telegram_id", Long.class),
                required(row, "first_name", String.class),
                row.get("last_name", String.class),
                row.get("username", String.class),
                Language.ofCode(required(row, "language", String.class)),
                required(row, "language_chosen", Boolean.class),
                required(row, "premium", Boolean.class),
                required(row, "first_seen_at", Instant.class),
                required(row, "last_seen_at", Instant.class));
    }
}
