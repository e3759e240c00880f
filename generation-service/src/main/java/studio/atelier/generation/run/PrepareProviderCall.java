package studio.atelier.generation.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UuidV7Generator;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.input.JobInputPictures;
import studio.atelier.generation.job.JobErrorCode;
import studio.atelier.generation.provider.ImageProvider.InputPictureFile;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.JobQueues;

/** Checks whether a call may be made now, and sends its inputs to where the provider can read them. */
@Component
class PrepareProviderCall {

    private static final Logger log = LoggerFactory.getLogger(PrepareProviderCall.class);

    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final ModelCatalogue catalogue;
    private final JobQueues queues;
    private final JobInputPictures inputs;
    private final GuardedProviderCalls calls;
    private final RecordProviderCall recordCall;

    PrepareProviderCall(
            ModelCatalogue catalogue,
            JobQueues queues,
            JobInputPictures inputs,
            GuardedProviderCalls calls,
            RecordProviderCall recordCall) {
        this.catalogue = catalogue;
        this.queues = queues;
        this.inputs = inputs;
        this.calls = calls;
        this.recordCall = recordCall;
    }

    Mono<JobRunStep> handle(JobRun run) {
        return catalogue
                .readModels()
                .flatMap(models -> models.isSwitchedOff(run.route().provider())
                        ? Mono.just(
                                new JobRunStep.RecoverBeforeCallStep(new ProviderException.Busy("switched_off", null)))
                        : prepareIfCallable(run));
    }

    private Mono<JobRunStep> prepareIfCallable(JobRun run) {
        return calls.mayAsk(run)
                ? prepareIfPayable(run)
                : Mono.just(new JobRunStep.RecoverBeforeCallStep(new ProviderException.Suspended("breaker_open")));
    }

    /** The inputs are read while the budgets are checked. */
    private Mono<JobRunStep> prepareIfPayable(JobRun run) {
        return Mono.zipDelayError(
                        recordCall.stepIfUnpayable(run).singleOptional(),
                        inputs.readFiles(run.job().user(), run.job().work().inputs())
                                .singleOptional())
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

    private static JobRunStep toRecoverStep(JobRun run, ProviderException error) {
        log.warn(
                "Job {}: inputs could not be sent to {}: {}",
                run.job().id(),
                run.route().provider(),
                error.detailCode());
        return new JobRunStep.RecoverBeforeCallStep(error);
    }
}
