package studio.atelier.generation.work;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.failpoint.Failpoint;
import studio.atelier.generation.provider.Attempt;
import studio.atelier.generation.provider.ImageProvider.PictureRequest;
import studio.atelier.generation.provider.ImageProvider.Submission;
import studio.atelier.generation.provider.ProviderException;

/** Makes the one call that is paid for. */
@Component
class CallProvider {

    private static final Logger log = LoggerFactory.getLogger(CallProvider.class);

    private final ProviderCalls calls;
    private final BookCall books;

    CallProvider(ProviderCalls calls, BookCall books) {
        this.calls = calls;
        this.books = books;
    }

    Mono<Next> handle(Run run, Next.Call call) {
        Attempt attempt = call.attempt();
        Failpoint.BEFORE_CREATE.pass();
        log.info(
                "Job {} attempt {} asks {} for {}",
                attempt.jobId(),
                attempt.number(),
                attempt.provider(),
                attempt.model());
        return calls.make(run, "create", run.provider().create(request(run, call)))
                .doOnNext(submission -> Failpoint.AFTER_PROVIDER_REPLY.pass())
                .map(submission -> taken(attempt, submission))
                .onErrorResume(ProviderException.class, e -> notTaken(run, attempt, e));
    }

    private static PictureRequest request(Run run, Next.Call call) {
        return new PictureRequest(
                call.attempt().id(),
                run.route().model(),
                run.job().work().prompt(),
                call.inputs(),
                run.route().parameters());
    }

    private static Next taken(Attempt attempt, Submission submission) {
        return switch (submission) {
            case Submission.Accepted accepted -> new Next.Watch(attempt, accepted.providerTaskId());
            case Submission.Made made -> new Next.Store(attempt, made.picture());
        };
    }

    private Mono<Next> notTaken(Run run, Attempt attempt, ProviderException error) {
        log.warn("Job {} attempt {}: {} {}", attempt.jobId(), attempt.number(), attempt.provider(), error.detail());
        Next recover = new Next.Recover(attempt, error);
        return switch (error) {
            // It may be under way: its callback would tell.
            case ProviderException.Unanswered unanswered -> Mono.just(new Next.AwaitName(attempt));
            // The breaker let nobody through: no call was made.
            case ProviderException.Suspended suspended ->
                books.undo(run, attempt).thenReturn(recover);
            default -> books.rejected(run, attempt, error).thenReturn(recover);
        };
    }
}
