package studio.atelier.generation.work;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.image.ImageRejectedException;
import studio.atelier.generation.image.NewProviderImage;
import studio.atelier.generation.provider.ProviderException;

/** Fetches a finished picture and makes it durable. */
@Component
class FetchAndStoreImage {

    private static final int FETCH_ROUNDS = 4;
    private static final int STORE_RETRIES = 3;
    private static final Duration BEFORE_STORE_RETRY = Duration.ofSeconds(1);

    private final GeneratedImages results;
    private final JobWorkerMetrics metrics;
    private final JitteredBackoff backoff;

    FetchAndStoreImage(GeneratedImages results, JobWorkerMetrics metrics, JitteredBackoff backoff) {
        this.results = results;
        this.metrics = metrics;
        this.backoff = backoff;
    }

    /** No breaker here: the address may be anybody's, and what is paid for is fetched in any case. */
    Mono<JobRunStep> fetchImage(JobRun run, JobRunStep.FetchImageStep fetch) {
        return metrics.timeCall(run.route().provider(), "fetch", run.provider().fetchImage(fetch.url()))
                .<JobRunStep>map(picture -> new JobRunStep.StoreImageStep(fetch.attempt(), picture))
                .onErrorResume(ProviderException.class, e -> notFetched(run, fetch, e));
    }

    /** The picture is paid for and stays there for hours: a broken download is tried for a while before a new call. */
    private Mono<JobRunStep> notFetched(JobRun run, JobRunStep.FetchImageStep fetch, ProviderException error) {
        return error instanceof ProviderException.Broken && fetch.round() < FETCH_ROUNDS
                ? run.waitUntilWoken(backoff.beforeLook(fetch.round()))
                        .thenReturn(new JobRunStep.FetchImageStep(fetch.attempt(), fetch.url(), fetch.round() + 1))
                : Mono.just(new JobRunStep.RecordNotMadeStep(fetch.attempt(), error));
    }

    /** A picture that cannot be used is the provider's failure; all other trouble is ours, and passes. */
    Mono<JobRunStep> storeImage(JobRun run, JobRunStep.StoreImageStep store) {
        return results.storeImage(toNewImage(run, store))
                .retryWhen(whileTheTroubleIsOurs())
                .<JobRunStep>map(image -> new JobRunStep.CompleteJobStep(store.attempt(), image))
                .onErrorResume(ImageRejectedException.class, e -> Mono.just(toNotMadeStep(store, e)));
    }

    private static NewProviderImage toNewImage(JobRun run, JobRunStep.StoreImageStep store) {
        return new NewProviderImage(
                store.attempt().id(),
                run.job().id(),
                run.job().user(),
                store.picture().bytes(),
                store.picture().contentType(),
                run.job().payment().watermark());
    }

    private static Retry whileTheTroubleIsOurs() {
        return Retry.backoff(STORE_RETRIES, BEFORE_STORE_RETRY)
                .jitter(0.5)
                .filter(e -> !(e instanceof ImageRejectedException))
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    private static JobRunStep toNotMadeStep(JobRunStep.StoreImageStep store, ImageRejectedException error) {
        return new JobRunStep.RecordNotMadeStep(
                store.attempt(), new ProviderException.Unusable("result_" + error.rejectionReason(), error));
    }
}
