package studio.atelier.bench.job;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import studio.atelier.e2e.Await;
import studio.atelier.e2e.Stack;

/** The job rows of generation-service, read as superuser: only the services' own statements are counted. */
record JobTable(Connection connection) implements AutoCloseable {

    /** The interval for reading one row, which costs nothing noticeable. */
    private static final Duration PACE_OF_ONE = Duration.ofMillis(20);

    /** The interval for counting all rows, which takes resources from the measured system. */
    private static final Duration PACE_OF_ALL = Duration.ofMillis(500);

    static JobTable of(Stack stack) {
        try {
            return new JobTable(stack.connectAsSuperuser("GENERATION"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits until this many jobs have ended since the stack's start and billing has settled each.
     *
     * @throws IllegalStateException if a job did not complete, or it takes too long
     */
    void awaitAllCompleted(long jobs, Duration limit) {
        Await.until(
                jobs + " jobs to be completed and charged",
                limit,
                PACE_OF_ALL,
                () -> number("""
                        select case when count(*) filter (where hold_state not in ('CAPTURED', 'RELEASED')) = 0
                                    then count(*) else 0 end
                        from job
                        """),
                ended -> ended >= jobs);
        long failed = number("select count(*) from job where status in ('FAILED', 'CANCELLED') and not refused");
        if (failed > 0) {
            throw new IllegalStateException(failed + " of " + jobs + " jobs were not completed");
        }
    }

    /**
     * Waits until the job is completed and billing has settled it.
     *
     * @throws IllegalStateException if the job did not complete, or it takes too long
     */
    void awaitCompleted(UUID job, Duration limit) {
        Await.until(
                "a job to end, and be charged",
                limit,
                PACE_OF_ONE,
                () -> number("""
                        select count(*) from job
                        where id = '%s' and hold_state in ('CAPTURED', 'RELEASED')
                        """.formatted(job)),
                ended -> ended == 1);
        if (number("select count(*) from job where id = '%s' and status = 'COMPLETED'".formatted(job)) == 0) {
            throw new IllegalStateException("Job " + job + " was not completed");
        }
    }

    /** How many admitted jobs wait for a worker. */
    long waiting() {
        return number("select count(*) from job where status = 'PENDING'");
    }

    /** How many jobs a provider has accepted and not yet finished. */
    long inFlight() {
        return number("select count(*) from provider_attempt where state = 'ACCEPTED'");
    }

    /** When the last job ended. */
    Instant lastFinished() {
        return Instant.ofEpochMilli(number("select (extract(epoch from max(finished_at)) * 1000)::bigint from job"));
    }

    /** The job of each provider task. */
    Map<String, UUID> jobsByProviderTask() {
        Map<String, UUID> jobs = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select provider_task_id, job_id
                        from provider_attempt
                        where provider_task_id is not null
                        """)) {
            while (rows.next()) {
                jobs.put(rows.getString(1), rows.getObject(2, UUID.class));
            }
            return jobs;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long number(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
