package studio.atelier.contracts.job;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Where a job stands. It rests in exactly one of the last three; from there it never moves. */
public enum JobStatus {
    /** Admitted or waiting for admission; no worker has claimed it. */
    PENDING,
    /** A worker holds it. */
    PROCESSING,
    COMPLETED,
    FAILED,
    CANCELLED,
    /** A value of a newer version, which this one does not know. */
    @JsonEnumDefaultValue
    UNKNOWN;

    /** Whether the job has ended. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
