package studio.atelier.auth.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.auth.AuthServiceTest;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.QueryPlans;

/** No operator query reads the whole table of users (SPEC X11). */
@AtelierInfrastructure
@AuthServiceTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HotUserQueriesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Statistics of this connection only; they may still include its last earlier statements. */
    private static final String SCANS = "select seq_scan from pg_stat_xact_user_tables where relname = 'users'";

    @Autowired
    R2dbcUserRegistry users;

    @Autowired
    DatabaseClient database;

    @Autowired
    DatabaseTransactions transactions;

    @BeforeAll
    void addManyPeople() {
        database.sql("""
                        insert into users (id, telegram_id, first_name, last_name, username, language, first_seen_at,
                                           last_seen_at)
                        select gen_random_uuid(), 900000000 + n, md5('f' || n), md5('l' || n), md5('u' || n), 'ru',
                               now() - interval '1 year', now() - interval '1 year' - n * interval '1 minute'
                        from generate_series(1, 5000) n
                        on conflict do nothing""").fetch().rowsUpdated().block(LIMIT);
        database.sql("analyze users").fetch().rowsUpdated().block(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "900000007", "00000000-0000-0000-0000-000000000000", "@a1b2c", "a1b2c3", "anna petr", "анна"
            })
    void searchesUsersByAnIndex(String query) {
        Long scans = transactions
                .runInTransaction(database.sql(QueryPlans.BY_COST)
                        .then()
                        .then(scans())
                        .flatMap(before -> users.listUsers(
                                        UserSearchQuery.parse(query), UserSearchQuery.UserSearchPosition.START, 51)
                                .then(scans())
                                .map(after -> after - before)))
                .block(LIMIT);

        assertThat(scans).isZero();
    }

    private Mono<Long> scans() {
        return database.sql(SCANS).map(row -> row.get(0, Long.class)).one();
    }
}
