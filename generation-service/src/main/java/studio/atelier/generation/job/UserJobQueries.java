package studio.atelier.generation.job;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.platform.web.CommonProblemException;

/** Shows jobs to their owners. */
@Component
class UserJobQueries {

    private static final int AT_ONCE = 8;

    private final StoredJobQueries rows;
    private final RedisJobStatusCache quickStatus;
    private final RenderJobResponse renderJob;
    private final Clock clock;

    UserJobQueries(StoredJobQueries rows, RedisJobStatusCache quickStatus, RenderJobResponse renderJob, Clock clock) {
        this.rows = rows;
        this.quickStatus = quickStatus;
        this.renderJob = renderJob;
        this.clock = clock;
    }

    /** One job, by its id or its hold's; fails with NOT_FOUND if it is not the user's. */
    Mono<JobResponse> findJob(UserId user, UUID jobId, Locale locale) {
        return rows.findOwnByIdOrHold(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(job -> renderJob.handle(job, locale));
    }

    /** Where a job stands, from Redis if it knows. Fails with NOT_FOUND if it is not the user's. */
    Mono<JobStatusResponse> findJobStatus(UserId user, UUID jobId) {
        return quickStatus
                .findStatus(user, jobId)
                .switchIfEmpty(Mono.defer(() -> requireOwnJob(user, jobId))
                        .delayUntil(this::refreshCachedStatus)
                        .map(job -> JobStatusResponse.from(job, null, clock.instant())));
    }

    /** The copy of a job under way has a short life, and is wanted again while somebody asks. */
    private Mono<Void> refreshCachedStatus(Job job) {
        return job.status().isTerminal() ? Mono.empty() : quickStatus.cacheStatus(job, null);
    }

    /** The user's jobs, newest first. */
    Mono<JobPageResponse> listJobs(
            UserId user, @Nullable String cursor, @Nullable JobStatus status, int limit, Locale locale) {
        return Mono.fromSupplier(() -> new JobPagePosition(cursor == null ? null : JobPageCursor.decodeCursor(cursor)))
                .flatMapMany(after -> rows.listNewestJobs(user, after.jobId(), status, limit + 1))
                .collectList()
                .flatMap(jobs -> toPage(jobs, limit, locale));
    }

    private Mono<JobPageResponse> toPage(List<Job> jobs, int limit, Locale locale) {
        List<Job> shown = jobs.subList(0, Math.min(limit, jobs.size()));
        String next = jobs.size() > limit
                ? JobPageCursor.encodeCursor(shown.get(limit - 1).id())
                : null;
        return Flux.fromIterable(shown)
                .flatMapSequential(job -> renderJob.handle(job, locale), AT_ONCE)
                .collectList()
                .map(items -> new JobPageResponse(items, next));
    }

    Mono<Job> requireOwnJob(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId).switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    private record JobPagePosition(@Nullable UUID jobId) {}
}
