package studio.atelier.generation.job;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.image.Picture;
import studio.atelier.generation.image.Results;
import studio.atelier.generation.link.Links;
import studio.atelier.generation.link.Variant;
import studio.atelier.generation.task.Tasks;
import studio.atelier.platform.web.CommonProblemException;

/** Shows jobs to their owners. */
@Component
class ReadJobs {

    private static final int AT_ONCE = 8;

    private final JobRows rows;
    private final Tasks tasks;
    private final Results results;
    private final QuickStatus quickStatus;
    private final JobTexts texts;
    private final Links links;
    private final Clock clock;

    ReadJobs(
            JobRows rows,
            Tasks tasks,
            Results results,
            QuickStatus quickStatus,
            JobTexts texts,
            Links links,
            Clock clock) {
        this.rows = rows;
        this.tasks = tasks;
        this.results = results;
        this.quickStatus = quickStatus;
        this.texts = texts;
        this.links = links;
        this.clock = clock;
    }

    /** One job; fails with NOT_FOUND if it is not the user's. */
    Mono<JobResponse> one(UserId user, UUID jobId, Locale locale) {
        return own(user, jobId).flatMap(job -> render(job, locale));
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
        return Mono.fromSupplier(() -> new After(cursor == null ? null : decode(cursor)))
                .flatMapMany(after -> rows.newest(user, after.jobId(), status, limit + 1))
                .collectList()
                .flatMap(jobs -> page(jobs, limit, locale));
    }

    private Mono<JobPage> page(List<Job> jobs, int limit, Locale locale) {
        List<Job> shown = jobs.subList(0, Math.min(limit, jobs.size()));
        String next = jobs.size() > limit ? encode(shown.get(limit - 1).id()) : null;
        return Flux.fromIterable(shown)
                .flatMapSequential(job -> render(job, locale), AT_ONCE)
                .collectList()
                .map(items -> new JobPage(items, next));
    }

    Mono<Job> own(UserId user, UUID jobId) {
        return rows.findOwn(user, jobId).switchIfEmpty(Mono.error(CommonProblemException::notFound));
    }

    /** The job with its place in the queue, its pictures and the words for its failure. */
    Mono<JobResponse> render(Job job, Locale locale) {
        return switch (job.status()) {
            case PENDING ->
                tasks.position(job.id())
                        .map(place -> response(job, place, List.of(), locale))
                        .switchIfEmpty(Mono.fromSupplier(() -> response(job, null, List.of(), locale)));
            case COMPLETED ->
                results.ofJob(job.id()).collectList().map(pictures -> response(job, null, pictures, locale));
            case PROCESSING, FAILED, CANCELLED, UNKNOWN ->
                Mono.fromSupplier(() -> response(job, null, List.of(), locale));
        };
    }

    private JobResponse response(Job job, @Nullable Integer place, List<Picture> pictures, Locale locale) {
        Source source = job.payment().source();
        String error = job.errorCode();
        return new JobResponse(
                job.id(),
                job.operation(),
                job.status(),
                job.cancelRequested(),
                ProgressEstimate.of(job, clock.instant()),
                place,
                job.payment().price(),
                source == null ? null : source.wireName(),
                job.payment().watermark(),
                null,
                null,
                job.times().createdAt(),
                job.times().startedAt(),
                job.times().finishedAt(),
                job.work().provider(),
                job.work().model(),
                job.work().inputs().stream().map(this::input).toList(),
                pictures,
                error == null ? null : new JobResponse.ErrorResponse(error, texts.of(error, locale)));
    }

    private JobResponse.Input input(UUID uploadId) {
        return new JobResponse.Input(uploadId, links.mint(uploadId, Variant.UPLOAD));
    }

    private static String encode(UUID id) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static UUID decode(String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() == 16) {
                return new UUID(bytes.getLong(), bytes.getLong());
            }
        } catch (IllegalArgumentException e) {
            throw new JobException.CursorInvalid();
        }
        throw new JobException.CursorInvalid();
    }

    private record After(@Nullable UUID jobId) {}
}
