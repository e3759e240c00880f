package studio.atelier.gateway.realtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.job.JobChanged;
import studio.atelier.contracts.job.JobStatus;

/** The data of a {@code job.*} frame: enough to know that the job is worth reading again. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobFramePayload(
        UUID jobId,
        String operation,
        JobStatus status,
        long version,
        @Nullable Integer queuePosition,
        @Nullable UUID batchId,
        @Nullable String errorCode) {

    static JobFramePayload of(JobChanged job) {
        return new JobFramePayload(
                job.jobId(),
                job.operation(),
                job.status(),
                job.version(),
                job.queuePosition(),
                job.batchId(),
                job.errorCode());
    }
}
