package studio.atelier.generation.job.web;

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
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobException;
import studio.atelier.generation.job.JobStatusResponse;
import studio.atelier.generation.job.RedisJobStatusCache;
import studio.atelier.generation.job.StoredJobQueries;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.PageCursor;

/** Reads jobs for the users they belong to. */
@Component
class UserJobQueries {

    private static final int AT_ONCE = 8;

    private final StoredJobQueries rows;
    private final RedisJobStatusCache statusCache;
    private final RenderJobResponse renderJob;
    private final Clock clock;

    UserJobQueries(StoredJobQueries rows, RedisJobStatusCache statusCache, RenderJobResponse renderJob, Clock clock) {
        this.rows = rows;
        this.statusCache = statusCache;
        this.renderJob = renderJob;
        this.clock = clock;
    }

    /** One job, by its id or its hold's; fails with NOT_FOUND if it is not the user's. */
    Mono<JobResponse> findJob(UserId user, UUID jobId, Locale locale) {
        return rows.findOwnByIdOrHold(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(job -> renderJob.handle(job, locale));
    }

    /** The status of a job, from Redis if it is cached. Fails with NOT_FOUND if it is not the user's. */
    Mono<JobStatusResponse> findJobStatus(UserId user, UUID jobId) {
        return statusCache
                .findStatus(user, jobId)
                .switchIfEmpty(Mono.defer(() -> requireOwnJob(user, jobId))
                        .delayUntil(this::refreshCachedStatus)
                        .map(job -> JobStatusResponse.from(job, null, clock.instant())));
    }

    /** The cached status of an unfinished job expires soon, and is renewed while clients poll. */
    private Mono<Void> refreshCachedStatus(Job job) {
        return job.status().isTerminal() ? Mono.empty() : statusCache.cacheStatus(job, null);
    }

    /** The user's jobs, newest first. */
    Mono<JobPageResponse> listJobs(
            UserId user, @Nullable String cursor, @Nullable JobStatus status, int limit, Locale locale) {
        return Flux.defer(() -> rows.listNewestJobs(
                        user, PageCursor.decodeId(cursor, JobException.JobCursorInvalid::new), status, limit + 1))
                .collectList()
                .flatMap(jobs -> toPage(jobs, limit, locale));
    }

    private Mono<JobPageResponse> toPage(List<Job> jobs, int limit, Locale locale) {
        List<Job> shown = jobs.subList(0, Math.min(limit, jobs.size()));
        String next =
                jobs.size() > limit ? PageCursor.encodeId(shown.get(limit - 1).id()) : null;
        return Flux.fromIterable(shown)
                .flatMapSequential(job -> renderJob.handle(job, locale), AT_ONCE)
                .collectList()
                .map(items -> new JobPageResponse(items, next));
    }

    Mono<Job> requireOwnJob(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId).switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }
}
