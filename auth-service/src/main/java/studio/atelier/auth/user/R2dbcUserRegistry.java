package studio.atelier.auth.user;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.language.SupportedLanguage;

/** Users in PostgreSQL. */
@Repository
class R2dbcUserRegistry implements UserRegistry {

    private static final String COLUMNS =
            "id, telegram_id, first_name, last_name, username, language, language_chosen, premium, first_seen_at,"
                    + " last_seen_at, blocked_at, blocked_because, blocked_by";
    private static final String SELECT = "select " + COLUMNS + " from users where id = :id";

    private static final String SEARCH = "select " + COLUMNS + """
             from users
            where %s
              and (last_seen_at, id) < (:seenAt, :lastId)
            order by last_seen_at desc, id desc
            limit :limit""";

    // Indexes: users_username_idx, users_name_idx, users_last_name_idx.
    private static final String USERNAME_BEGINS = beginsWithText("lower(username)");
    private static final String NAME_BEGINS =
            "(" + USERNAME_BEGINS + " or " + beginsWithText("lower(first_name || coalesce(' ' || last_name, ''))")
                    + " or " + beginsWithText("lower(last_name)") + ")";

    /** Greater than any character a text may contain. */
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

    private final DatabaseClient database;

    R2dbcUserRegistry(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Boolean> insertUser(User user) {
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
    public Mono<User> findUser(UserId id) {
        return database.sql(SELECT)
                .bind("id", id.value())
                .map(R2dbcUserRegistry::toUser)
                .one();
    }

    @Override
    public Mono<User> lockUser(UserId id) {
        return database.sql(SELECT + " for update")
                .bind("id", id.value())
                .map(R2dbcUserRegistry::toUser)
                .one();
    }

    @Override
    public Mono<User> markUserSeen(UserId id, Instant now) {
        return database.sql("update users set last_seen_at = greatest(last_seen_at, :now) where id = :id returning "
                        + COLUMNS)
                .bind("id", id.value())
                .bind("now", now)
                .map(R2dbcUserRegistry::toUser)
                .one();
    }

    @Override
    public Flux<User> listUsers(UserSearchQuery search, UserSearchQuery.UserSearchPosition after, int limit) {
        GenericExecuteSpec statement = database.sql(SEARCH.formatted(conditionOf(search.by())))
                .bind("seenAt", after.seenAt())
                .bind("lastId", after.id())
                .bind("limit", limit);
        return bindSearched(statement, search).map(R2dbcUserRegistry::toUser).all();
    }

    private static String conditionOf(UserSearchQuery.UserSearchField by) {
        return switch (by) {
            case NOTHING -> "true"; // Index: users_last_seen_idx
            case ID -> "id = cast(:text as uuid)";
            case TELEGRAM_ID -> "telegram_id = cast(:text as bigint)";
            case USERNAME -> USERNAME_BEGINS;
            case NAME -> NAME_BEGINS;
        };
    }

    /** A range instead of a pattern: it has no wildcards, and an index serves it for any text. */
    private static String beginsWithText(String column) {
        return "(%1$s collate \"C\" >= lower(:text) and %1$s collate \"C\" < lower(:text) || :lastCharacter)"
                .formatted(column);
    }

    private static GenericExecuteSpec bindSearched(GenericExecuteSpec statement, UserSearchQuery search) {
        return switch (search.by()) {
            case NOTHING -> statement;
            case ID, TELEGRAM_ID -> statement.bind("text", search.text());
            case USERNAME, NAME -> statement.bind("text", search.text()).bind("lastCharacter", LAST_CHARACTER);
        };
    }

    @Override
    public Mono<Void> saveBlock(User user) {
        User.UserBlock block = user.block();
        return database.sql("""
                        update users
                        set blocked_at = :at, blocked_because = :because, blocked_by = :by
                        where id = :id""")
                .bind("id", user.id().value())
                .bind("at", toNullableParameter(block == null ? null : block.at(), Instant.class))
                .bind("because", toNullableParameter(block == null ? null : block.because(), String.class))
                .bind(
                        "by",
                        toNullableParameter(block == null ? null : block.by().value(), UUID.class))
                .then();
    }

    @Override
    public Mono<Void> updateUser(User user) {
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
                .bind("language", user.language().languageCode())
                .bind("languageChosen", user.languageChosen())
                .bind("premium", user.premium())
                .bind("lastSeenAt", user.lastSeenAt());
        return bindText(bindText(bound, "lastName", user.lastName()), "username", user.username());
    }

    private static GenericExecuteSpec bindText(GenericExecuteSpec statement, String name, @Nullable String value) {
        return value == null ? statement.bindNull(name, String.class) : statement.bind(name, value);
    }

    private static User toUser(Readable row) {
        return new User(
                new UserId(readRequired(row, "id", UUID.class)),
                readRequired(row, "telegram_id", Long.class),
                readRequired(row, "first_name", String.class),
                row.get("last_name", String.class),
                row.get("username", String.class),
                SupportedLanguage.ofCode(readRequired(row, "language", String.class)),
                readRequired(row, "language_chosen", Boolean.class),
                readRequired(row, "premium", Boolean.class),
                readRequired(row, "first_seen_at", Instant.class),
                readRequired(row, "last_seen_at", Instant.class),
                toUserBlock(row));
    }

    private static User.@Nullable UserBlock toUserBlock(Readable row) {
        Instant at = row.get("blocked_at", Instant.class);
        return at == null
                ? null
                : new User.UserBlock(
                        at,
                        readRequired(row, "blocked_because", String.class),
                        new UserId(readRequired(row, "blocked_by", UUID.class)));
    }
}
