package studio.atelier.generation.job.web;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.job.JobStatus;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.image.Picture;
import studio.atelier.generation.job.BatchProgress;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.ProgressEstimate;
import studio.atelier.generation.job.TypicalRunTimes;
import studio.atelier.generation.link.LinkedFileVariant;
import studio.atelier.generation.link.SignedFileLinks;
import studio.atelier.generation.task.JobQueueTasks;
import studio.atelier.generation.task.JobQueueTasks.TaskQueuePlace;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Renders a job for its user. */
@Component
class RenderJobResponse {

    private static final int AT_ONCE = 8;
    private static final TypeReference<Map<String, Object>> REQUEST = new TypeReference<>() {};

    private final JobQueueTasks tasks;
    private final TypicalRunTimes timings;
    private final GeneratedImages generatedImages;
    private final JsonMapper json;
    private final JobErrorMessages texts;
    private final SignedFileLinks links;
    private final Clock clock;

    RenderJobResponse(
            JobQueueTasks tasks,
            TypicalRunTimes timings,
            GeneratedImages generatedImages,
            JsonMapper json,
            JobErrorMessages texts,
            SignedFileLinks links,
            Clock clock) {
        this.tasks = tasks;
        this.timings = timings;
        this.generatedImages = generatedImages;
        this.json = json;
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

    /** Renders the jobs of a batch, at least one. */
    Mono<BatchResponse> handleBatch(UUID batchId, Flux<Job> jobs, Locale locale) {
        return jobs.collectList()
                .flatMap(all -> Flux.fromIterable(all)
                        .flatMapSequential(job -> handle(job, locale), AT_ONCE)
                        .collectList()
                        .map(rendered -> BatchResponse.of(batchId, BatchProgress.of(all, clock.instant()), rendered)));
    }

    private static @Nullable Duration expectedIfRunning(Job job) {
        return job.status() == JobStatus.PROCESSING ? job.work().expected() : null;
    }

    private JobResponse toResponse(
            Job job, @Nullable TaskQueuePlace place, @Nullable Duration usual, List<Picture> images, Locale locale) {
        String error = job.errorCode();
        Map<String, Object> request = readRequest(job);
        return new JobResponse(
                job.id(),
                job.operation(),
                findCategory(request),
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
                job.batchId(),
                request,
                job.work().inputs().stream().map(this::toInput).toList(),
                images,
                error == null ? null : new JobResponse.JobErrorResponse(error, texts.findMessage(error, locale)));
    }

    /** An erased job no longer has its request. */
    private @Nullable Map<String, Object> readRequest(Job job) {
        Map<String, Object> request = json.readValue(job.work().parameters(), REQUEST);
        request.values().removeIf(Objects::isNull);
        return request.isEmpty() ? null : request;
    }

    private static @Nullable String findCategory(@Nullable Map<String, Object> request) {
        return request != null && request.get("category") instanceof String category ? category : null;
    }

    private JobResponse.JobInputResponse toInput(UUID uploadId) {
        return new JobResponse.JobInputResponse(uploadId, links.createLink(uploadId, LinkedFileVariant.UPLOAD));
    }
}
