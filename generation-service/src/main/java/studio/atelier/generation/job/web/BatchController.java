package studio.atelier.generation.job.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.generation.job.ending.CancelJob;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;

/** Endpoints for batches; their jobs are also jobs by themselves. */
@RestController
@RequestMapping("/api/v1/batches")
@Tag(name = "Generations")
class BatchController {

    private final StoredJobQueries jobs;
    private final CancelJob cancel;
    private final RenderJobResponse renderJob;

    BatchController(StoredJobQueries jobs, CancelJob cancel, RenderJobResponse renderJob) {
        this.jobs = jobs;
        this.cancel = cancel;
        this.renderJob = renderJob;
    }

    @GetMapping("/{id}")
    @Operation(summary = "A batch and its jobs", operationId = "batch")
    Mono<BatchResponse> findBatch(Caller caller, @PathVariable UUID id) {
        return renderJob.handleBatch(id, listJobs(caller, id), caller.locale());
    }

    @PostMapping("/{id}/cancel")
    @Operation(
            summary = "Stop the jobs of a batch where that is still possible",
            description = "May be repeated.",
            operationId = "cancelBatch")
    Mono<BatchResponse> cancelBatch(Caller caller, @PathVariable UUID id) {
        Flux<Job> cancelled = listJobs(caller, id)
                .concatMap(job -> job.status().isTerminal()
                        ? Mono.just(job)
                        : cancel.handle(caller.id(), job.id()).map(CancelJob.JobCancellation::job));
        return renderJob.handleBatch(id, cancelled, caller.locale());
    }

    private Flux<Job> listJobs(Caller caller, UUID id) {
        return jobs.listBatchJobs(caller.id(), id)
                .filter(job -> StoredJobQueries.isShownTo(caller.id(), job))
                .switchIfEmpty(Flux.error(CommonProblemException::notFound));
    }
}
