package studio.atelier.auth.user;

import static studio.atelier.platform.database.Columns.nullable;
import static studio.atelier.platform.database.Columns.required;

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

/** People in PostgreSQL. */
@Repository
class R2dbcUsers implements Users {

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
    private static final String USERNAME_BEGINS = begins("lower(username)");
    private static final String NAME_BEGINS = "(" + USERNAME_BEGINS + " or "
            + begins("lower(first_name || coalesce(' ' || last_name, ''))") + " or " + begins("lower(last_name)") + ")";

    /** Greater than any character that a text may have. */
    private static final String LAST_CHARACTER = Character.toString(Character.MAX_CODE_POINT);

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
    public Flux<User> search(UserSearch search, UserSearch.Position after, int limit) {
        GenericExecuteSpec statement = database.sql(SEARCH.formatted(conditionOf(search.by())))
                .bind("seenAt", after.seenAt())
                .bind("lastId", after.id())
                .bind("limit", limit);
        return bindSearched(statement, search).map(R2dbcUsers::user).all();
    }

    private static String conditionOf(UserSearch.By by) {
        return switch (by) {
            case NOTHING -> "true"; // Index: users_last_seen_idx
            case ID -> "id = cast(:text as uuid)";
            case TELEGRAM_ID -> "telegram_id = cast(:text as bigint)";
            case USERNAME -> USERNAME_BEGINS;
            case NAME -> NAME_BEGINS;
        };
    }

    /** A range instead of a pattern: it knows no wildcards, and an index serves it whatever the text is. */
    private static String begins(String column) {
        return "(%1$s collate \"C\" >= lower(:text) and %1$s collate \"C\" < lower(:text) || :lastCharacter)"
                .formatted(column);
    }

    private static GenericExecuteSpec bindSearched(GenericExecuteSpec statement, UserSearch search) {
        return switch (search.by()) {
            case NOTHING -> statement;
            case ID, TELEGRAM_ID -> statement.bind("text", search.text());
            case USERNAME, NAME -> statement.bind("text", search.text()).bind("lastCharacter", LAST_CHARACTER);
        };
    }

    @Override
    public Mono<Void> saveBlock(User user) {
        User.Block block = user.block();
        return database.sql("""
                        update users
                        set blocked_at = :at, blocked_because = :because, blocked_by = :by
                        where id = :id""")
                .bind("id", user.id().value())
                .bind("at", nullable(block == null ? null : block.at(), Instant.class))
                .bind("because", nullable(block == null ? null : block.because(), String.class))
                .bind("by", nullable(block == null ? null : block.by().value(), UUID.class))
                .then();
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
                required(row, "last_seen_at", Instant.class),
                block(row));
    }

    private static User.@Nullable Block block(Readable row) {
        Instant at = row.get("blocked_at", Instant.class);
        return at == null
                ? null
                : new User.Block(
                        at,
                        required(row, "blocked_because", String.class),
                        new UserId(required(row, "blocked_by", UUID.class)));
    }
}
