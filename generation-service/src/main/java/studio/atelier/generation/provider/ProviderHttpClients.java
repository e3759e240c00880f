package studio.atelier.generation.provider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.util.retry.Retry;
import studio.atelier.platform.http.OutboundHttpClients;

/** What the HTTP clients of all providers have in common. */
@Component
public class ProviderHttpClients {

    private static final int MAX_CONNECTIONS = 500;
    private static final int MAX_RETRIES = 2;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final WebClient.Builder builder;
    private final OutboundHttpClients outbound;

    ProviderHttpClients(WebClient.Builder builder, OutboundHttpClients outbound) {
        this.builder = builder;
        this.outbound = outbound;
    }

    /**
     * Returns the builder of a client with connections of its own, so that a slow provider takes none of another's.
     *
     * @param longestCall how long a connection may wait for a response
     * @param largestAnswer beyond which a response body is refused
     */
    public WebClient.Builder createClient(String provider, URI url, Duration longestCall, DataSize largestAnswer) {
        int most = Math.toIntExact(largestAnswer.toBytes());
        return builder.clone()
                .baseUrl(url.toString())
                .clientConnector(new ReactorClientHttpConnector(
                        outbound.createHttpClient(provider, MAX_CONNECTIONS, CONNECT_TIMEOUT, longestCall)))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(most));
    }

    /**
     * Maps the error of a call without a proper response: with a refused connection, or none of ours free, the provider
     * accepted nothing; after any other break it may have. A response beyond the client's limit is unusable.
     */
    public static ProviderException toProviderException(String provider, Throwable error) {
        if (error instanceof ProviderException known) {
            return known;
        }
        if (error instanceof WebClientRequestException call
                && (call.contains(ConnectException.class) || call.contains(UnknownHostException.class))) {
            return new ProviderException.Busy(provider + "_not_reachable", error);
        }
        if (error instanceof WebClientRequestException call && isWithoutConnection(call)) {
            return new ProviderException.Busy(provider + "_no_connection", error);
        }
        if (error instanceof DataBufferLimitException) {
            return new ProviderException.Unusable(provider + "_answer_too_large", error);
        }
        if (error instanceof TimeoutException
                || error instanceof WebClientRequestException
                || error instanceof IOException) {
            return new ProviderException.Unanswered(provider + "_no_answer", error);
        }
        return new ProviderException.Broken(provider + "_" + error.getClass().getSimpleName(), error);
    }

    private static boolean isWithoutConnection(WebClientRequestException call) {
        return call.contains(PoolAcquireTimeoutException.class)
                || call.contains(PoolAcquirePendingLimitException.class);
    }

    /** Two more attempts, for calls that are safe to repeat. */
    public static Retry retryTransientFailures() {
        return Retry.backoff(MAX_RETRIES, Duration.ofMillis(500))
                .jitter(0.5)
                .filter(e -> e instanceof ProviderException.Broken
                        || e instanceof ProviderException.Busy
                        || e instanceof ProviderException.Unanswered)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }
}
