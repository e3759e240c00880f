package studio.atelier.generation.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.test.QueryPlans;

/** No operator query reads the whole table of jobs or of spending (SPEC X11). */
class HotOperatorQueriesIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final UserId SOMEBODY = new UserId(UUID.fromString("00000000-0000-7000-8000-00000000beef"));

    /**
     * 5,000 jobs of a hundred users that ended long ago, one in a hundred of them SOMEBODY's; ten years of spending.
     */
    private static final List<String> FILL = List.of("""
            insert into job (
                id, user_id, operation, parameters, model, prompt, prompt_version, price, unit, funding, hold_id,
                hold_expires_at, wait_until, status, error_code, finished_at)
            select lpad(to_hex(n), 32, '0')::uuid,
                   case when n % 100 = 0 then '00000000-0000-7000-8000-00000000beef'
                        else lpad(to_hex(n % 100), 32, '0') end::uuid,
                   'try-on', '{}', 'long-ago', '', '1', 2, 'ACTIONS', 'AUTO', gen_random_uuid(), now(), now(),
                   case when n % 50 = 0 then 'FAILED' else 'COMPLETED' end, case when n % 50 = 0 then 'LONG_AGO' end,
                   now() - interval '1 year'
            from generate_series(1, 5000) n
            on conflict do nothing
            """, """
            insert into spending (budget, day, micro_usd)
            select 'provider-' || p, current_date - 100 - d, 1
            from generate_series(1, 5) p, generate_series(1, 3650) d
            on conflict do nothing
            """, "analyze job", "analyze spending");

    /** Statistics of this connection only; they may still include its last earlier statements. */
    private static final String SCANS = """
            select cast(sum(seq_scan) as bigint) from pg_stat_xact_user_tables
            where relname in ('job', 'spending')
            """;

    @Autowired
    OperatorJobQueries jobs;

    @Autowired
    ProviderBudgets budgets;

    @Autowired
    DatabaseTransactions transactions;

    @Autowired
    DatabaseClient database;

    @BeforeEach
    void addManyJobs() {
        FILL.forEach(sql -> database.sql(sql).fetch().rowsUpdated().block(LIMIT));
    }

    @Test
    void pagesOfJobsAreReadByAnIndex() {
        for (UserId user : new UserId[] {null, SOMEBODY}) {
            for (JobStatus status : new JobStatus[] {null, JobStatus.FAILED, JobStatus.PROCESSING}) {
                assertNoTableIsReadWhole(
                        jobs.findNewest(null, status, user, 51, Locale.ENGLISH).then());
            }
        }
    }

    @Test
    void aJobIsFoundByAnIndex() {
        assertNoTableIsReadWhole(jobs.findJob(new UUID(0, 7), Locale.ENGLISH).then());
        assertNoTableIsReadWhole(jobs.findJob(UUID.randomUUID(), Locale.ENGLISH).then());
    }

    @Test
    void failuresRunTimesAndSpendingAreReadByAnIndex() {
        assertNoTableIsReadWhole(jobs.findFailures(Duration.ofHours(168)).then());
        assertNoTableIsReadWhole(jobs.findRunTimes(Duration.ofHours(168)).then());
        assertNoTableIsReadWhole(budgets.spentInLastDays(90).then());
    }

    private void assertNoTableIsReadWhole(Mono<Void> work) {
        Long scans = transactions
                .runInTransaction(database.sql(QueryPlans.BY_COST)
                        .then()
                        .then(scans())
                        .flatMap(before -> work.then(scans()).map(after -> after - before)))
                .block(LIMIT);

        assertThat(scans).isZero();
    }

    private Mono<Long> scans() {
        return database.sql(SCANS).map(row -> row.get(0, Long.class)).one();
    }
}
