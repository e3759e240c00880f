package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.billing.Source;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.image.Picture;
import studio.atelier.generation.image.Results;
import studio.atelier.generation.link.Links;
import studio.atelier.generation.link.Variant;
import studio.atelier.generation.operation.Operations;
import studio.atelier.generation.operation.TryOnRequest;
import studio.atelier.generation.task.Tasks;

/** Renders a job for its owner. */
@Component
class RenderJob {

    private final Tasks tasks;
    private final Timings timings;
    private final Results results;
    private final Operations operations;
    private final JobTexts texts;
    private final Links links;
    private final Clock clock;

    RenderJob(
            Tasks tasks,
            Timings timings,
            Results results,
            Operations operations,
            JobTexts texts,
            Links links,
            Clock clock) {
        this.tasks = tasks;
        this.timings = timings;
        this.results = results;
        this.operations = operations;
        this.texts = texts;
        this.links = links;
        this.clock = clock;
    }

    /** Adds its place in the queue, its pictures, the time that it usually takes, and the words for its failure. */
    Mono<JobResponse> handle(Job job, Locale locale) {
        return switch (job.status()) {
            case PENDING ->
                Mono.zip(
                                tasks.position(job.id()).singleOptional(),
                                timings.typicalIfOffered(job.work().model()).singleOptional())
                        .map(all -> response(
                                job, all.getT1().orElse(null), all.getT2().orElse(null), List.of(), locale));
            case COMPLETED ->
                results.ofJob(job.id()).collectList().map(pictures -> response(job, null, null, pictures, locale));
            case PROCESSING, FAILED, CANCELLED, UNKNOWN ->
                Mono.fromSupplier(() -> response(job, null, usual(job), List.of(), locale));
        };
    }

    private static @Nullable Duration usual(Job job) {
        return job.status() == JobStatus.PROCESSING ? job.work().expected() : null;
    }

    private JobResponse response(
            Job job, Tasks.@Nullable Place place, @Nullable Duration usual, List<Picture> pictures, Locale locale) {
        Source source = job.payment().source();
        String error = job.errorCode();
        return new JobResponse(
                job.id(),
                job.operation(),
                category(job),
                job.status(),
                job.cancelRequested(),
                ProgressEstimate.of(job, clock.instant()),
                place == null ? null : place.number(),
                place == null || !place.paused() ? null : new JobResponse.QueuePause(place.pausedUntil()),
                usual == null ? null : Math.max(1, usual.toSeconds()),
                job.payment().price(),
                source == null ? null : source.wireName(),
                job.payment().watermark(),
                job.times().createdAt(),
                job.times().startedAt(),
                job.times().deadlineAt(),
                job.times().finishedAt(),
                job.work().provider(),
                job.work().model(),
                job.work().inputs().stream().map(this::input).toList(),
                pictures,
                error == null ? null : new JobResponse.ErrorResponse(error, texts.of(error, locale)));
    }

    /** The request of an erased job is gone. */
    private @Nullable String category(Job job) {
        return job.work().inputs().isEmpty() || !TryOnRequest.OPERATION.equals(job.operation())
                ? null
                : operations.read(job.work().parameters()) instanceof TryOnRequest wanted ? wanted.category() : null;
    }

    private JobResponse.Input input(UUID uploadId) {
        return new JobResponse.Input(uploadId, links.mint(uploadId, Variant.UPLOAD));
    }
}
