package studio.atelier.generation.run;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.generation.image.GeneratedImages;
import studio.atelier.generation.image.ImageRejectedException;
import studio.atelier.generation.image.NewProviderImage;
import studio.atelier.generation.provider.ProviderException;

/** Fetches a finished image and stores it durably. */
@Component
class FetchAndStoreImage {

    private static final int FETCH_ROUNDS = 4;
    private static final int STORE_RETRIES = 3;
    private static final Duration BEFORE_STORE_RETRY = Duration.ofSeconds(1);

    private final GeneratedImages images;
    private final JobWorkerMetrics metrics;
    private final JitteredBackoff backoff;

    FetchAndStoreImage(GeneratedImages images, JobWorkerMetrics metrics, JitteredBackoff backoff) {
        this.images = images;
        this.metrics = metrics;
        this.backoff = backoff;
    }

    /** No breaker here: the address may be any host's, and what is paid for is fetched in any case. */
    Mono<JobRunStep> fetchImage(JobRun run, JobRunStep.FetchImageStep fetch) {
        return metrics.timeCall(run.route().provider(), "fetch", run.provider().fetchImage(fetch.url()))
                .<JobRunStep>map(picture -> new JobRunStep.StoreImageStep(fetch.attempt(), picture))
                .onErrorResume(ProviderException.class, e -> retryOrRecover(run, fetch, e));
    }

    /**
     * The image is paid for and stays available for hours: a broken download is retried for a while before a new call.
     */
    private Mono<JobRunStep> retryOrRecover(JobRun run, JobRunStep.FetchImageStep fetch, ProviderException error) {
        return error instanceof ProviderException.Broken && fetch.round() < FETCH_ROUNDS
                ? run.waitUntilWoken(backoff.beforeLook(fetch.round()))
                        .thenReturn(new JobRunStep.FetchImageStep(fetch.attempt(), fetch.url(), fetch.round() + 1))
                : Mono.just(new JobRunStep.RecordNotMadeStep(fetch.attempt(), error));
    }

    /** An unusable image is the provider's failure; any other error is ours and temporary. */
    Mono<JobRunStep> storeImage(JobRun run, JobRunStep.StoreImageStep store) {
        return images.storeImage(toNewImage(run, store))
                .retryWhen(retryOwnFailures())
                .<JobRunStep>map(JobRunStep.CompleteJobStep::new)
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

    private static Retry retryOwnFailures() {
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
