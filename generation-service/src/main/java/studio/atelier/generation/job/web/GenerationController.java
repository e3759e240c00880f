package studio.atelier.generation.job.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobException;
import studio.atelier.generation.job.JobStatusResponse;
import studio.atelier.generation.job.admission.JobSubmission;
import studio.atelier.generation.job.admission.QuoteJob;
import studio.atelier.generation.job.admission.RetryJob;
import studio.atelier.generation.job.admission.SubmitJob;
import studio.atelier.generation.job.ending.CancelJob;
import studio.atelier.generation.job.ending.DeleteJob;
import studio.atelier.generation.operation.GenerationRequest;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.RequestBodyHash;
import studio.atelier.platform.security.Caller;
import tools.jackson.databind.json.JsonMapper;

/** Endpoints for jobs. */
@RestController
@RequestMapping("/api/v1/generations")
@Tag(name = "Generations", description = "Paid requests for pictures")
class GenerationController {

    private static final int MOST_PER_PAGE = 100;

    private final SubmitJob submit;
    private final RetryJob retry;
    private final CancelJob cancel;
    private final DeleteJob delete;
    private final QuoteJob quote;
    private final UserJobQueries read;
    private final RenderJobResponse renderJob;
    private final JsonMapper json;

    GenerationController(
            SubmitJob submit,
            RetryJob retry,
            CancelJob cancel,
            DeleteJob delete,
            QuoteJob quote,
            UserJobQueries read,
            RenderJobResponse renderJob,
            JsonMapper json) {
        this.submit = submit;
        this.retry = retry;
        this.cancel = cancel;
        this.delete = delete;
        this.quote = quote;
        this.read = read;
        this.renderJob = renderJob;
        this.json = json;
    }

    @PostMapping
    @Operation(
            summary = "Ask for a picture, or for a batch of them",
            description =
                    "The balance is checked before anything runs: the answer is a job, a batch of jobs, or what is missing.",
            operationId = "generate")
    @ApiResponse(responseCode = "202", description = "Admitted, or still waiting for billing")
    @ApiResponse(responseCode = "402", description = "INSUFFICIENT_FUNDS with required, available and offers")
    @ApiResponse(responseCode = "404", description = "UPLOAD_NOT_FOUND or MODEL_NOT_FOUND")
    @ApiResponse(responseCode = "409", description = "QUOTE_CHANGED: the price or what pays it; detail says which")
    @ApiResponse(responseCode = "422", description = "The request or its key cannot be used")
    @ApiResponse(responseCode = "429", description = "TOO_MANY_JOBS: limit may wait to start")
    @ApiResponse(responseCode = "503", description = "QUEUE_TOO_LONG")
    Mono<ResponseEntity<GenerationResponse>> submitJob(
            Caller caller, IdempotencyKey key, @Valid @RequestBody GenerationRequest request) {
        RequestBodyHash hash = RequestBodyHash.of("POST /api/v1/generations", json.writeValueAsBytes(request));
        return submit.handle(new JobSubmission(caller.id(), key, hash, request, caller.locale(), null))
                .flatMap(admission -> toAcceptedResponse(admission, caller.locale()));
    }

    @PostMapping("/quote")
    @Operation(
            summary = "What a request would cost",
            description = "From the last known balance; admission decides.",
            operationId = "quote")
    Mono<QuoteJob.JobQuoteResponse> quoteJob(Caller caller, @Valid @RequestBody GenerationRequest request) {
        return quote.handle(caller.id(), request, caller.locale());
    }

    @GetMapping
    @Operation(summary = "My jobs, newest first", operationId = "jobs")
    Mono<JobPageResponse> listJobs(
            Caller caller,
            @Parameter(description = "Of the page before") @RequestParam(required = false) @Nullable String cursor,
            @Parameter(schema = @Schema(implementation = JobStatus.class)) @RequestParam(required = false) @Nullable
                    String status,
            @RequestParam(defaultValue = "20") @Min(1) @Max(MOST_PER_PAGE) int limit) {
        return read.listJobs(
                caller.id(), cursor, status == null ? null : parseJobStatus(status), limit, caller.locale());
    }

    @GetMapping("/{id}")
    @Operation(
            summary = "One job",
            description = "By its id, or by the id of its hold, which the history of the caller's units tells.",
            operationId = "job")
    Mono<JobResponse> findJob(Caller caller, @PathVariable UUID id) {
        return read.findJob(caller.id(), id, caller.locale());
    }

    @GetMapping("/{id}/status")
    @Operation(summary = "Where a job stands", description = "Cheap enough to ask often.", operationId = "jobStatus")
    Mono<JobStatusResponse> findJobStatus(Caller caller, @PathVariable UUID id) {
        return read.findJobStatus(caller.id(), id);
    }

    @PostMapping("/{id}/cancel")
    @Operation(
            summary = "Stop a job where that is still possible",
            description = "May be repeated.",
            operationId = "cancelJob")
    Mono<CancelJobResponse> cancelJob(Caller caller, @PathVariable UUID id) {
        return cancel.handle(caller.id(), id)
                .flatMap(cancelled -> renderJob
                        .handle(cancelled.job(), caller.locale())
                        .map(job -> new CancelJobResponse(cancelled.outcome(), job)));
    }

    @PostMapping("/{id}/retry")
    @Operation(
            summary = "Try a failed or cancelled job again",
            description = "Makes a new job at today's price.",
            operationId = "retryJob")
    @ApiResponse(
            responseCode = "202",
            description = "Admitted, or still waiting for billing",
            content = @Content(schema = @Schema(implementation = JobResponse.class)))
    Mono<ResponseEntity<GenerationResponse>> retryJob(Caller caller, IdempotencyKey key, @PathVariable UUID id) {
        return retry.handle(caller.id(), id, key, caller.locale())
                .flatMap(admission -> toAcceptedResponse(admission, caller.locale()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Take a job that has ended off the list", operationId = "deleteJob")
    Mono<Void> deleteJob(Caller caller, @PathVariable UUID id) {
        return delete.handle(caller.id(), id);
    }

    private Mono<ResponseEntity<GenerationResponse>> toAcceptedResponse(
            SubmitJob.JobAdmission admission, Locale locale) {
        UUID batch = admission.batchId();
        Job first = admission.jobs().getFirst();
        return batch == null
                ? renderJob
                        .handle(first, admission.place(), locale)
                        .map(job -> toAcceptedResponse(admission, "/api/v1/generations/" + first.id(), job))
                : renderJob
                        .handleBatch(batch, Flux.fromIterable(admission.jobs()), locale)
                        .map(jobs -> toAcceptedResponse(admission, "/api/v1/batches/" + batch, jobs));
    }

    private static ResponseEntity<GenerationResponse> toAcceptedResponse(
            SubmitJob.JobAdmission admission, String location, GenerationResponse body) {
        ResponseEntity.BodyBuilder response = ResponseEntity.accepted().header("Location", location);
        return (admission.replayed() ? response.header(IdempotencyKey.REPLAYED_HEADER, "true") : response).body(body);
    }

    private static JobStatus parseJobStatus(String status) {
        for (JobStatus known : JobStatus.values()) {
            if (known != JobStatus.UNKNOWN && known.name().equals(status)) {
                return known;
            }
        }
        throw new JobException.JobStatusUnknown();
    }

    /** The outcome and the job as it stands. */
    @Schema(name = "CancelResult")
    record CancelJobResponse(CancelJob.JobCancellationOutcome outcome, JobResponse job) {}
}
