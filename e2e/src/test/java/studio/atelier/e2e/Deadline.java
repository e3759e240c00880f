package studio.atelier.e2e;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** Moves the deadline of a running job, so that a test need not wait for it. */
record Deadline(UUID jobId) {

    static Deadline ofJob(String jobId) {
        return new Deadline(UUID.fromString(jobId));
    }

    /** Makes the job's 15 minutes pass. */
    void isNow(Stack stack) {
        try (Connection connection = stack.database("GENERATION").connect();
                PreparedStatement update = connection.prepareStatement(
                        "update job set deadline_at = now() where id = ? and status = 'PROCESSING'")) {
            update.setObject(1, jobId);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("Job " + jobId + " does not run");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
