package studio.atelier.contracts.job;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import studio.atelier.contracts.NotInApi;

/** The status of a job. It ends in exactly one of the terminal ones and then never changes. */
public enum JobStatus {
    /** Admitted or waiting for admission; no worker has claimed it. */
    PENDING,
    /** A worker is running it. */
    PROCESSING,
    COMPLETED,
    FAILED,
    CANCELLED,
    /** A value of a newer version, unknown to this one. */
    @JsonEnumDefaultValue
    @NotInApi
    UNKNOWN;

    /** Whether the job has ended. */
    public boolean isTerminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
