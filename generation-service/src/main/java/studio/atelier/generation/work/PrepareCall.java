package studio.atelier.generation.work;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Ids;
import studio.atelier.generation.job.Job;
import studio.atelier.generation.job.JobError;
import studio.atelier.generation.provider.ImageProvider.InputPicture;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.task.Lanes;
import studio.atelier.generation.upload.Upload;
import studio.atelier.generation.upload.Uploads;

/** Sees whether a call may be made now, and brings its inputs to where the provider can read them. */
@Component
class PrepareCall {

    private static final Logger log = LoggerFactory.getLogger(PrepareCall.class);

    private static final Duration SHORTLY = Duration.ofSeconds(1);
    private static final int READS_AT_ONCE = 4;

    private final Lanes lanes;
    private final Uploads uploads;
    private final ProviderCalls calls;
    private final BookCall books;

    PrepareCall(Lanes lanes, Uploads uploads, ProviderCalls calls, BookCall books) {
        this.lanes = lanes;
        this.uploads = uploads;
        this.calls = calls;
        this.books = books;
    }

    Mono<Next> handle(Run run) {
        return calls.mayAsk(run)
                ? prepare(run)
                : Mono.just(new Next.NotCalled(new ProviderException.Suspended("breaker_open")));
    }

    /** The photos are read while the budget is looked at. */
    private Mono<Next> prepare(Run run) {
        return Mono.zipDelayError(
                        books.insteadIfUnpayable(run).singleOptional(),
                        inputs(run.job()).singleOptional())
                .flatMap(both -> both.getT1()
                        .map(Mono::just)
                        .orElseGet(() -> both.getT2()
                                .map(inputs -> withToken(run, inputs))
                                .orElseGet(() -> Mono.just(new Next.Fail(JobError.INPUT_GONE)))));
    }

    private Mono<Next> withToken(Run run, List<InputPicture> inputs) {
        return token(run).flatMap(granted -> granted ? bring(run, inputs) : Mono.just(new Next.PutBack(SHORTLY)));
    }

    /** The claim brought one token; a further call needs a further one. */
    private Mono<Boolean> token(Run run) {
        return run.token().getAndSet(false)
                ? Mono.just(true)
                : lanes.takeToken(run.lease().lane());
    }

    private Mono<Next> bring(Run run, List<InputPicture> inputs) {
        return calls.make(run, "prepare", run.provider().prepare(Ids.next(), inputs))
                .<Next>map(Next.Book::new)
                .onErrorResume(ProviderException.class, e -> Mono.just(notBrought(run, e)));
    }

    /** Empty if one of them is gone. */
    private Mono<List<InputPicture>> inputs(Job job) {
        return uploads.find(job.user(), job.work().inputs())
                .filter(found -> found.size() == job.work().inputs().size())
                .flatMap(found -> Flux.fromIterable(found)
                        .flatMapSequential(this::read, READS_AT_ONCE)
                        .collectList());
    }

    private Mono<InputPicture> read(Upload upload) {
        return uploads.read(upload).map(bytes -> new InputPicture(bytes, upload.contentType()));
    }

    private static Next notBrought(Run run, ProviderException error) {
        log.warn(
                "Job {}: inputs did not reach {}: {}",
                run.job().id(),
                run.route().provider(),
                error.detail());
        return new Next.NotCalled(error);
    }
}
