package studio.atelier.generation.work;

import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.generation.image.NewResult;
import studio.atelier.generation.image.ResultRejectedException;
import studio.atelier.generation.image.Results;
import studio.atelier.generation.provider.ProviderException;

/** Fetches a finished picture and makes it durable. */
@Component
class TakePicture {

    private static final int FETCH_ROUNDS = 4;
    private static final int STORE_RETRIES = 3;
    private static final Duration BEFORE_STORE_RETRY = Duration.ofSeconds(1);

    private final Results results;
    private final WorkMetrics metrics;
    private final Backoff backoff;

    TakePicture(Results results, WorkMetrics metrics, Backoff backoff) {
        this.results = results;
        this.metrics = metrics;
        this.backoff = backoff;
    }

    /** No breaker here: the address may be anybody's, and what is paid for is fetched in any case. */
    Mono<Next> fetch(Run run, Next.Fetch fetch) {
        return metrics.timed(run.route().provider(), "fetch", run.provider().fetch(fetch.url()))
                .<Next>map(picture -> new Next.Store(fetch.attempt(), picture))
                .onErrorResume(ProviderException.class, e -> notFetched(run, fetch, e));
    }

    /** The picture is paid for and stays there for hours: a broken download is tried for a while before a new call. */
    private Mono<Next> notFetched(Run run, Next.Fetch fetch, ProviderException error) {
        return error instanceof ProviderException.Broken && fetch.round() < FETCH_ROUNDS
                ? run.pause(backoff.beforeLook(fetch.round()))
                        .thenReturn(new Next.Fetch(fetch.attempt(), fetch.url(), fetch.round() + 1))
                : Mono.just(new Next.NotMade(fetch.attempt(), error));
    }

    /** A picture that cannot be used is the provider's failure; all other trouble is ours, and passes. */
    Mono<Next> store(Run run, Next.Store store) {
        return results.store(result(run, store))
                .retryWhen(whileTheTroubleIsOurs())
                .<Next>map(image -> new Next.Complete(store.attempt(), image))
                .onErrorResume(ResultRejectedException.class, e -> Mono.just(rejected(store, e)));
    }

    private static NewResult result(Run run, Next.Store store) {
        return new NewResult(
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
                .filter(e -> !(e instanceof ResultRejectedException))
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    private static Next rejected(Next.Store store, ResultRejectedException error) {
        return new Next.NotMade(store.attempt(), new ProviderException.Unusable("result_" + error.reason(), error));
    }
}
