package studio.atelier.generation.job.payment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.support.JobsTest;

class RepeatHoldCommandsIT extends JobsTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MANY = 150;

    /** More rows than one query returns, as after an outage of the broker or of billing. */
    @Test
    void asksBillingAgainForManyJobsThatHaveNoAnswer() {
        UserId user = aUserWith(0);
        unanswered(user);

        await(() -> stillWaiting(user), waiting -> waiting == 0);

        assertThat(billing.left(user)).isZero();
    }

    private void unanswered(UserId user) {
        database.sql("""
                        insert into job (id, user_id, operation, parameters, model, prompt, prompt_version,
                                                 price, unit, funding, hold_id, hold_expires_at, ask_again_at, wait_until)
                        select gen_random_uuid(), :user, 'try-on', '{}', 'nano-banana-2', 'a kite', 'v1',
                               2, 'ACTIONS', 'AUTO', gen_random_uuid(), now() + interval '2 days', now(),
                               now() + interval '1 hour'
                          from generate_series(1, :many)
                        """)
                .bind("user", user.value())
                .bind("many", MANY)
                .fetch()
                .rowsUpdated()
                .block(LIMIT);
    }

    private long stillWaiting(UserId user) {
        Long waiting = database.sql("select count(*) from job where user_id = :user and status = 'PENDING'")
                .bind("user", user.value())
                .mapValue(Long.class)
                .one()
                .block(LIMIT);
        return waiting == null ? 0 : waiting;
    }
}
