package studio.atelier.generation.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.JobQueues;
import studio.atelier.generation.upload.Upload;
import studio.atelier.generation.upload.UserUploads;

/** Checks whether a call may be made now, and sends its inputs to where the provider can read them. */
@Component
class PrepareProviderCall {

    private static final Logger log = LoggerFactory.getLogger(PrepareProviderCall.class);

    private static final Duration SHORTLY = Duration.ofSeconds(1);
    private static final int READS_AT_ONCE = 4;

    private final JobQueues queues;
    private final UserUploads uploads;
    private final GuardedProviderCalls calls;
    private final RecordProviderCall recordCall;

    PrepareProviderCall(
            JobQueues queues, UserUploads uploads, GuardedProviderCalls calls, RecordProviderCall recordCall) {
        this.queues = queues;
        this.uploads = uploads;
        this.calls = calls;
        this.recordCall = recordCall;
    }

    Mono<JobRunStep> handle(JobRun run) {
        return calls.mayAsk(run)
                ? prepareIfPayable(run)
                : Mono.just(new JobRunStep.RecoverBeforeCallStep(new ProviderException.Suspended("breaker_open")));
    }

    /** The uploads are read while the budgets are checked. */
    private Mono<JobRunStep> prepareIfPayable(JobRun run) {
        return Mono.zipDelayError(
                        recordCall.stepIfUnpayable(run).singleOptional(),
                        readInputs(run.job()).singleOptional())
                .flatMap(both -> both.getT1().map(Mono::just).orElseGet(() -> withInputs(run, both.getT2())));
    }

    private Mono<JobRunStep> withInputs(JobRun run, Optional<List<InputPictureFile>> found) {
        return found.map(inputs -> withToken(run, inputs))
                .orElseGet(() -> Mono.just(new JobRunStep.FailJobStep(JobErrorCode.INPUT_GONE)));
    }

    private Mono<JobRunStep> withToken(JobRun run, List<InputPictureFile> inputs) {
        return takeToken(run)
                .flatMap(granted ->
                        granted ? sendInputs(run, inputs) : Mono.just(new JobRunStep.PutBackTaskStep(SHORTLY)));
    }

    /** The claim took one token; each further call needs another. */
    private Mono<Boolean> takeToken(JobRun run) {
        return run.token().getAndSet(false)
                ? Mono.just(true)
                : queues.takeToken(run.lease().queue());
    }

    private Mono<JobRunStep> sendInputs(JobRun run, List<InputPictureFile> inputs) {
        return calls.makeCall(run, "prepare", run.provider().prepareInputs(UuidV7Generator.nextUuid(), inputs))
                .<JobRunStep>map(JobRunStep.RecordCallStep::new)
                .onErrorResume(ProviderException.class, e -> Mono.just(toRecoverStep(run, e)));
    }

    /** Empty if one of the uploads no longer exists. */
    private Mono<List<InputPictureFile>> readInputs(Job job) {
        return uploads.listUploads(job.user(), job.work().inputs())
                .filter(found -> found.size() == job.work().inputs().size())
                .flatMap(found -> Flux.fromIterable(found)
                        .flatMapSequential(this::readInput, READS_AT_ONCE)
                        .collectList());
    }

    private Mono<InputPictureFile> readInput(Upload upload) {
        return uploads.readUpload(upload).map(bytes -> new InputPictureFile(bytes, upload.contentType()));
    }

    private static JobRunStep toRecoverStep(JobRun run, ProviderException error) {
        log.warn(
                "Job {}: inputs could not be sent to {}: {}",
                run.job().id(),
                run.route().provider(),
                error.detailCode());
        return new JobRunStep.RecoverBeforeCallStep(error);
    }
}
