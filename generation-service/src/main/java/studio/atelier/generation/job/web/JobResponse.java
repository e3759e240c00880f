package studio.atelier.generation.job.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.image.Picture;

/**
 * A job as clients see it.
 *
 * @param category of a try-on: the kind of item
 * @param status PENDING until a worker claims it
 * @param progress 0 to 100, estimated while it runs
 * @param queuePosition 1 for the next to run, counted to 100; only while it waits for a worker
 * @param queuePause while it waits in a paused queue
 * @param usualSeconds how long an image of its model usually takes from its start; only until the job ends
 * @param source the source that pays; null before billing has answered
 * @param deadlineAt when a started job that has no image yet fails and is not charged
 * @param batchId of the batch it belongs to, if any
 * @param request as the client sent it, to be changed and sent again; null once it is erased
 * @param inputs the photos it uses, in the order of its request: for a try-on the person, then the item
 */
@Schema(name = "Job")
record JobResponse(
        UUID id,
        String operation,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String category,

        JobStatus status,

        boolean cancelRequested,
        int progress,
        @Nullable Integer queuePosition,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JobQueuePauseResponse queuePause,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long usualSeconds,
        long price,

        @Nullable Source source,

        boolean watermark,
        Instant createdAt,
        @Nullable Instant startedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant deadlineAt,
        @Nullable Instant finishedAt,
        @Nullable String provider,
        String model,
        @Nullable UUID batchId,
        @Nullable Map<String, Object> request,
        List<JobInputResponse> inputs,
        List<Picture> images,
        @Nullable JobErrorResponse error)
        implements GenerationResponse {

    /** Copies the lists. */
    JobResponse {
        inputs = List.copyOf(inputs);
        images = List.copyOf(images);
    }

    /**
     * A photo that a job uses.
     *
     * @param uploadId of the upload, or of the image that is used like one
     * @param url signed; expires within the hour, and stops working once the upload is deleted
     */
    @Schema(name = "JobInput")
    record JobInputResponse(UUID uploadId, String url) {}

    /**
     * The pause of a queue: none of its tasks are started.
     *
     * @param until when the queue resumes by itself; null if an operator must resume it
     */
    @Schema(name = "QueuePause")
    record JobQueuePauseResponse(@Nullable Instant until) {}

    /**
     * Why it failed.
     *
     * @param code stable
     * @param message in the caller's language
     */
    @Schema(name = "JobError")
    record JobErrorResponse(String code, String message) {}
}
