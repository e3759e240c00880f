package studio.atelier.generation.job.web;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.image.Picture;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.ProgressEstimate;
import studio.atelier.generation.job.TypicalRunTimes;
import studio.atelier.generation.link.LinkedFileVariant;
import studio.atelier.generation.link.SignedFileLinks;
import studio.atelier.generation.operation.OperationPlanner;
import studio.atelier.generation.operation.TryOnRequest;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.JobQueueTasks.TaskQueuePlace;

/** Renders a job for its user. */
@Component
class RenderJobResponse {

    private final JobQueueTasks tasks;
    private final TypicalRunTimes timings;
    private final GeneratedImages generatedImages;
    private final OperationPlanner operations;
    private final JobErrorMessages texts;
    private final SignedFileLinks links;
    private final Clock clock;

    RenderJobResponse(
            JobQueueTasks tasks,
            TypicalRunTimes timings,
            GeneratedImages generatedImages,
            OperationPlanner operations,
            JobErrorMessages texts,
            SignedFileLinks links,
            Clock clock) {
        this.tasks = tasks;
        this.timings = timings;
        this.generatedImages = generatedImages;
        this.operations = operations;
        this.texts = texts;
        this.links = links;
        this.clock = clock;
    }

    /** Adds its place in the queue, its images, its usual duration and the text of its error. */
    Mono<JobResponse> handle(Job job, Locale locale) {
        return handle(job, null, locale);
    }

    /** The same for a job whose place in the queue may be known already. */
    Mono<JobResponse> handle(Job job, @Nullable TaskQueuePlace known, Locale locale) {
        return switch (job.status()) {
            case PENDING ->
                Mono.zip(
                                Mono.justOrEmpty(known)
                                        .switchIfEmpty(Mono.defer(() -> tasks.findPlace(job.id())))
                                        .singleOptional(),
                                timings.findRunTimeIfOffered(job.work().model()).singleOptional())
                        .map(all -> toResponse(
                                job, all.getT1().orElse(null), all.getT2().orElse(null), List.of(), locale));
            case COMPLETED ->
                generatedImages
                        .ofJob(job.id())
                        .collectList()
                        .map(images -> toResponse(job, null, null, images, locale));
            case PROCESSING, FAILED, CANCELLED, UNKNOWN ->
                Mono.fromSupplier(() -> toResponse(job, null, expectedIfRunning(job), List.of(), locale));
        };
    }

    private static @Nullable Duration expectedIfRunning(Job job) {
        return job.status() == JobStatus.PROCESSING ? job.work().expected() : null;
    }

    private JobResponse toResponse(
            Job job, @Nullable TaskQueuePlace place, @Nullable Duration usual, List<Picture> images, Locale locale) {
        String error = job.errorCode();
        return new JobResponse(
                job.id(),
                job.operation(),
                findCategory(job),
                job.status(),
                job.cancelRequested(),
                ProgressEstimate.estimatePercent(job, clock.instant()),
                place == null ? null : place.number(),
                place == null || !place.paused() ? null : new JobResponse.JobQueuePauseResponse(place.pausedUntil()),
                usual == null ? null : Math.max(1, usual.toSeconds()),
                job.payment().price(),
                job.payment().source(),
                job.payment().watermark(),
                job.times().createdAt(),
                job.times().startedAt(),
                job.times().deadlineAt(),
                job.times().finishedAt(),
                job.work().provider(),
                job.work().model(),
                job.work().inputs().stream().map(this::toInput).toList(),
                images,
                error == null ? null : new JobResponse.JobErrorResponse(error, texts.findMessage(error, locale)));
    }

    /** An erased job no longer has its request. */
    private @Nullable String findCategory(Job job) {
        return job.work().inputs().isEmpty() || !TryOnRequest.OPERATION.equals(job.operation())
                ? null
                : operations.readRequest(job.work().parameters()) instanceof TryOnRequest wanted
                        ? wanted.category()
                        : null;
    }

    private JobResponse.JobInputResponse toInput(UUID uploadId) {
        return new JobResponse.JobInputResponse(uploadId, links.createLink(uploadId, LinkedFileVariant.UPLOAD));
    }
}
