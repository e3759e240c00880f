package studio.atelier.generation.job;

import static studio.atelier.generation.database.BufferedQueryRows.bufferAll;
import static studio.atelier.generation.database.PostgresIntervals.toInterval;

import io.r2dbc.postgresql.codec.Json;
import java.time.Duration;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.balance.Source;
import tools.jackson.databind.json.JsonMapper;

/** Updates a job's hold by billing's answers; a row accepts an answer only while it waits for it. */
@Repository
public class StoredHoldUpdates {

    private static final String PLACED = """
            update job
            set hold_state = 'PLACED', source = :source, watermark = (cast(:source as text) = 'FREE'),
                queued_at = now(), ask_again_at = null, version = version + 1
            where hold_id = :hold and hold_state = 'ASKED' and status = 'PENDING'
            returning *
            """;

    private static final String DECLINED = """
            update job
            set hold_state = 'DECLINED', decline = :decline, status = 'FAILED', error_code = :error,
                finished_at = now(), ask_again_at = null, version = version + 1
            where hold_id = :hold and hold_state = 'ASKED' and status = 'PENDING'
            returning *
            """;

    private static final String SETTLED = """
            update job
            set hold_state = :to, ask_again_at = null
            where hold_id = :hold and hold_state = :from
            returning *
            """;

    private static final String UNANSWERED = """
            select * from job
            where ask_again_at <= now()
            order by ask_again_at
            limit :limit
            for no key update skip locked
            """;

    private static final String ASKED_AGAIN = """
            update job
            set hold_asks = hold_asks + 1, ask_again_at = now() + cast(:next as interval)
            where id = :id
            """;

    private final DatabaseClient database;
    private final JobRowMapping mapping;
    private final JsonMapper json;

    StoredHoldUpdates(DatabaseClient database, JobRowMapping mapping, JsonMapper json) {
        this.database = database;
        this.mapping = mapping;
        this.json = json;
    }

    /** Billing has placed the hold and names the source that pays. */
    public Mono<Job> markPlaced(UUID holdId, Source source) {
        return fetchUpdatedJob(bindHold(holdId, PLACED).bind("source", source.name()));
    }

    /** Billing has declined the hold; the job fails before it starts. */
    public Mono<Job> markDeclined(UUID holdId, JobPaymentDecline decline) {
        return fetchUpdatedJob(bindHold(holdId, DECLINED)
                .bind("decline", Json.of(json.writeValueAsString(decline)))
                .bind("error", decline.toErrorCode().name()));
    }

    /** Applies billing's answer to a command. */
    public Mono<Job> updateHoldState(UUID holdId, JobHoldState from, JobHoldState to) {
        return fetchUpdatedJob(
                bindHold(holdId, SETTLED).bind("from", from.name()).bind("to", to.name()));
    }

    /** Jobs whose last command has no answer yet, locked until the end of the transaction. */
    public Flux<Job> listUnansweredJobs(int limit) {
        return bufferAll(database.sql(UNANSWERED)
                .bind("limit", limit)
                .map(mapping::toJob)
                .all());
    }

    /** Records that the job's last command was repeated; the next repeat follows after this long. */
    public Mono<Void> recordRepeat(UUID jobId, Duration next) {
        return database.sql(ASKED_AGAIN)
                .bind("id", jobId)
                .bind("next", toInterval(next))
                .fetch()
                .rowsUpdated()
                .then();
    }

    private GenericExecuteSpec bindHold(UUID holdId, String change) {
        return database.sql(change).bind("hold", holdId);
    }

    private Mono<Job> fetchUpdatedJob(GenericExecuteSpec statement) {
        return statement.map(mapping::toJob).one();
    }
}
