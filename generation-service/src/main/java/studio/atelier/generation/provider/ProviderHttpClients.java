package studio.atelier.generation.provider;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.util.retry.Retry;
import studio.atelier.generation.picture.capacity.DecodingCapacity;
import studio.atelier.platform.http.OutboundHttpClients;

/** What the HTTP clients of all providers have in common. */
@Component
public class ProviderHttpClients {

    private static final int MAX_CONNECTIONS = 500;
    private static final int MAX_RETRIES = 2;
    /** What an answer may hold beside its picture: parameters, the prompt again, usage. */
    private static final DataSize BESIDE_THE_PICTURE = DataSize.ofKilobytes(256);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final WebClient.Builder builder;
    private final OutboundHttpClients outbound;
    private final FetchProperties fetch;
    private final DecodingCapacity decoding;

    ProviderHttpClients(
            WebClient.Builder builder, OutboundHttpClients outbound, FetchProperties fetch, DecodingCapacity decoding) {
        this.builder = builder;
        this.outbound = outbound;
        this.fetch = fetch;
        this.decoding = decoding;
    }

    /** The most that a picture file of a provider may have. */
    public DataSize largestPicture() {
        return fetch.maxSize();
    }

    /**
     * Returns the builder of a client whose answers may hold a picture file, as it is or in base64.
     *
     * @param longestCall how long a connection may wait for a response
     */
    public WebClient.Builder createPictureClient(String provider, URI url, Duration longestCall) {
        long inBase64 = (largestPicture().toBytes() + 2) / 3 * 4;
        return createClient(provider, url, longestCall, DataSize.ofBytes(inBase64 + BESIDE_THE_PICTURE.toBytes()));
    }

    /**
     * Reads an answer that may hold a picture: to parse, decode or hash megabytes takes too long for an event loop. It
     * is done on the threads that decode pictures, as many at a time as there are processors.
     */
    public <T> Mono<T> readOffEventLoop(Callable<T> reading) {
        return decoding.runBesideDecoding(reading);
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
     * accepted nothing; after any other break it may have. A response beyond the client's limit is too large, and would
     * be again.
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
            return new ProviderException.TooLarge(provider + "_answer_too_large", error);
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
