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
class ReadJobs {

    private static final int AT_ONCE = 8;

    private final JobRows rows;
    private final QuickStatus quickStatus;
    private final RenderJob renderJob;
    private final Clock clock;

    ReadJobs(JobRows rows, QuickStatus quickStatus, RenderJob renderJob, Clock clock) {
        this.rows = rows;
        this.quickStatus = quickStatus;
        this.renderJob = renderJob;
        this.clock = clock;
    }

    /** One job, by its id or its hold's; fails with NOT_FOUND if it is not the user's. */
    Mono<JobResponse> one(UserId user, UUID jobId, Locale locale) {
        return rows.findOwnByIdOrHold(user, jobId)
                .switchIfEmpty(Mono.error(CommonProblemException::notFound))
                .flatMap(job -> renderJob.handle(job, locale));
    }

    /** Where a job stands, from Redis if it knows. Fails with NOT_FOUND if it is not the user's. */
    Mono<StatusResponse> status(UserId user, UUID jobId) {
        return quickStatus
                .find(user, jobId)
                .switchIfEmpty(Mono.defer(() -> own(user, jobId))
                        .delayUntil(this::copyAgain)
                        .map(job -> StatusResponse.from(job, null, clock.instant())));
    }

    /** The copy of a job under way has a short life, and is wanted again while somebody asks. */
    private Mono<Void> copyAgain(Job job) {
        return job.status().terminal() ? Mono.empty() : quickStatus.keep(job, null);
    }

    /** The user's jobs, newest first. */
    Mono<JobPage> page(UserId user, @Nullable String cursor, @Nullable JobStatus status, int limit, Locale locale) {
        return Mono.fromSupplier(() -> new After(cursor == null ? null : JobCursor.read(cursor)))
                .flatMapMany(after -> rows.newest(user, after.jobId(), status, limit + 1))
                .collectList()
                .flatMap(jobs -> page(jobs, limit, locale));
    }

    private Mono<JobPage> page(List<Job> jobs, int limit, Locale locale) {
        List<Job> shown = jobs.subList(0, Math.min(limit, jobs.size()));
        String next = jobs.size() > limit ? JobCursor.after(shown.get(limit - 1).id()) : null;
        return Flux.fromIterable(shown)
                .flatMapSequential(job -> renderJob.handle(job, locale), AT_ONCE)
                .collectList()
                .map(items -> new JobPage(items, next));
    }

    Mono<Job> own(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId).switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    private record After(@Nullable UUID jobId) {}
}
