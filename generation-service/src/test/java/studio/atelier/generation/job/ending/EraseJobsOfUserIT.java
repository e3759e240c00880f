package studio.atelier.generation.job.ending;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.support.JobsTest;
import studio.atelier.platform.database.DatabaseTransactions;

class EraseJobsOfUserIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MANY = 150;

    @Autowired
    private EraseJobsOfUser eraseJobs;

    @Autowired
    private DatabaseTransactions transactions;

    @Test
    void endsManyJobsUnderWayAndForgetsWhatWasAskedFor() {
        UserId user = aUserWith(0);
        jobs(user, "'PENDING', null, null");

        erase(user);

        assertThat(count(user, "status = 'CANCELLED' and prompt = '' and deleted_at is not null"))
                .isEqualTo(MANY);
    }

    @Test
    void forgetsWhatWasAskedForInJobsTheUserTookOffTheListBefore() {
        UserId user = aUserWith(0);
        jobs(user, "'CANCELLED', now(), now()");

        erase(user);

        assertThat(count(user, "prompt <> '' or parameters <> '{}' or inputs <> '{}'"))
                .isZero();
    }

    private void erase(UserId user) {
        StepVerifier.create(transactions.runInTransaction(eraseJobs.eraseUser(user)))
                .expectComplete()
                .verify(LIMIT);
    }

    private void jobs(UserId user, String statusFinishedAndDeleted) {
        database.sql("""
                        insert into job (id, user_id, operation, parameters, model, prompt, prompt_version, inputs,
                                                 price, unit, funding, hold_id, hold_expires_at, wait_until,
                                                 status, finished_at, deleted_at)
                        select gen_random_uuid(), :user, 'try-on', '{"a": 1}', 'nano-banana-2', 'a kite', 'v1',
                               array[gen_random_uuid()], 2, 'ACTIONS', 'AUTO', gen_random_uuid(),
                               now() + interval '2 days', now() + interval '1 hour', %s
                          from generate_series(1, :many)
                        """.formatted(statusFinishedAndDeleted))
                .bind("user", user.value())
                .bind("many", MANY)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    private long count(UserId user, String condition) {
        Long found = database.sql("select count(*) from job where user_id = :user and (" + condition + ")")
                .bind("user", user.value())
                .mapValue(Long.class)
                .one()
                .block(LIMIT);
        return found == null ? 0 : found;
    }
}
