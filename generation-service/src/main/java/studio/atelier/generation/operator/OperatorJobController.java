package studio.atelier.generation.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.job.JobException;
import studio.atelier.generation.provider.ProviderBudgets;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.PageCursor;

/** Operator endpoints for jobs and their costs. The platform admits only ADMIN below this path. */
@RestController
@RequestMapping("/api/v1/admin/generation")
@Tag(name = "Operator: jobs")
class OperatorJobController {

    private final OperatorJobQueries jobs;
    private final ProviderBudgets budgets;

    OperatorJobController(OperatorJobQueries jobs, ProviderBudgets budgets) {
        this.jobs = jobs;
        this.budgets = budgets;
    }

    @GetMapping("/tasks")
    @Operation(
            summary = "Jobs of everybody, newest first",
            description = "Those that their users took off the list, too.",
            operationId = "operatorJobs")
    Mono<OperatorJobResponse.OperatorJobPage> listJobs(
            Caller caller,
            @RequestParam(required = false) @Nullable JobStatus status,
            @RequestParam(required = false) @Nullable UUID userId,
            @RequestParam(defaultValue = "50") @Min(1) @Max(200) int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) @Nullable String cursor) {
        UUID before = PageCursor.decodeId(cursor, JobException.JobCursorInvalid::new);
        UserId user = userId == null ? null : new UserId(userId);
        return jobs.findNewest(before, status, user, limit + 1, caller.locale())
                .collectList()
                .map(found -> toPage(found, limit));
    }

    @GetMapping("/tasks/{id}")
    @Operation(
            summary = "One job with its calls to providers",
            description = "The id is the job's or that of its hold. The log lines of the job contain logQuery:"
                    + " ./atelier logs --grep <logQuery>",
            operationId = "operatorJob")
    Mono<OperatorJobDetailsResponse> showJob(Caller caller, @PathVariable UUID id) {
        return jobs.findJob(id, caller.locale()).switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    @GetMapping("/failures")
    @Operation(summary = "How many jobs failed in the last hours, and why", operationId = "failures")
    Mono<JobFailuresResponse> listFailures(@RequestParam(defaultValue = "24") @Min(1) @Max(168) int hours) {
        return jobs.findFailures(Duration.ofHours(hours));
    }

    @GetMapping("/run-times")
    @Operation(
            summary = "How many jobs of the last hours ended in which way, and how long they ran",
            description = "By operation and model. The times are those of completed jobs.",
            operationId = "runTimes")
    Mono<JobRunTimesResponse> listRunTimes(@RequestParam(defaultValue = "24") @Min(1) @Max(168) int hours) {
        return jobs.findRunTimes(Duration.ofHours(hours));
    }

    @GetMapping("/spending")
    @Operation(
            summary = "What providers cost in each of the last days",
            description = "Days are of UTC, the newest first; what the free quota pays for stands under its provider"
                    + " and under free-quota.",
            operationId = "spending")
    Mono<SpendingResponse> listSpending(@RequestParam(defaultValue = "14") @Min(1) @Max(90) int days) {
        return budgets.spentInLastDays(days)
                .map(spent -> new SpendingResponse.ProviderSpendingOfDay(
                        spent.day(), spent.budget(), spent.microUsd(), spent.calls()))
                .collectList()
                .map(SpendingResponse::new);
    }

    private static OperatorJobResponse.OperatorJobPage toPage(List<OperatorJobResponse> found, int limit) {
        List<OperatorJobResponse> shown = found.subList(0, Math.min(limit, found.size()));
        return new OperatorJobResponse.OperatorJobPage(
                shown,
                found.size() > limit ? PageCursor.encodeId(shown.getLast().id()) : null);
    }

    /** Spending, by day and budget. */
    @Schema(name = "Spending")
    record SpendingResponse(List<ProviderSpendingOfDay> items) {

        /**
         * What was spent from a budget in a day.
         *
         * @param budget a provider, or {@code free-quota}
         * @param costMicroUsd in millionths of a US dollar
         * @param attempts the calls that were paid for
         */
        @Schema(name = "SpendingOfDay")
        record ProviderSpendingOfDay(LocalDate day, String budget, long costMicroUsd, int attempts) {}
    }
}
