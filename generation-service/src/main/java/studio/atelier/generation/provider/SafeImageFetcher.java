package studio.atelier.generation.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.util.retry.Retry;
import studio.atelier.platform.http.OutboundHttpClients;

/**
 * Downloads from addresses that others name, without access to our own network: over TLS, and only from public
 * addresses, which are checked on each connection.
 */
@Component
public class SafeImageFetcher {

    private static final int MAX_CONNECTIONS = 500;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_RETRIES = 2;

    private final FetchProperties properties;
    private final WebClient publicOnly;
    private final WebClient trusted;

    SafeImageFetcher(FetchProperties properties, WebClient.Builder builder, OutboundHttpClients outbound) {
        this.properties = properties;
        this.publicOnly =
                newWebClient(builder, PublicAddresses.restrictConnections(newHttpClient(outbound, "image-download")));
        this.trusted = newWebClient(builder, newHttpClient(outbound, "image-download-trusted"));
    }

    private static HttpClient newHttpClient(OutboundHttpClients outbound, String purpose) {
        return outbound.createHttpClient(purpose, MAX_CONNECTIONS, CONNECT_TIMEOUT, RESPONSE_TIMEOUT);
    }

    private WebClient newWebClient(WebClient.Builder builder, HttpClient http) {
        int most = Math.toIntExact(properties.maxSize().toBytes());
        return builder.clone()
                .clientConnector(new ReactorClientHttpConnector(http))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(most))
                .build();
    }

    /**
     * Downloads the file, three attempts in all.
     *
     * @return fails with {@link ProviderException.Unusable} if the address is not permitted or the content too large,
     *     and with {@link ProviderException.Broken} if it could not be downloaded
     */
    public Mono<ImageProvider.FetchedPictureFile> fetchImage(String url) {
        return Mono.defer(() -> fetchFrom(parseUrl(url), properties.maxRedirects()))
                .timeout(properties.timeout())
                .onErrorMap(e -> !(e instanceof ProviderException), SafeImageFetcher::toProviderException)
                .retryWhen(Retry.backoff(MAX_RETRIES, Duration.ofMillis(500))
                        .jitter(0.5)
                        .filter(ProviderException.Broken.class::isInstance)
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
    }

    private static URI parseUrl(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new ProviderException.Unusable("fetch_bad_url", e);
        }
    }

    private Mono<ImageProvider.FetchedPictureFile> fetchFrom(URI uri, int redirectsLeft) {
        return clientFor(uri).get().uri(uri).exchangeToMono(response -> handleResponse(uri, response, redirectsLeft));
    }

    private Mono<ImageProvider.FetchedPictureFile> handleResponse(URI uri, ClientResponse response, int redirectsLeft) {
        HttpStatusCode status = response.statusCode();
        if (status.is3xxRedirection()) {
            return response.releaseBody().then(Mono.defer(() -> followRedirect(uri, response, redirectsLeft)));
        }
        if (!status.is2xxSuccessful()) {
            return response.releaseBody()
                    .then(Mono.error(() -> new ProviderException.Broken("fetch_http_" + status.value(), null)));
        }
        String type = response.headers()
                .contentType()
                .map(MediaType::toString)
                .orElse(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        return response.bodyToMono(byte[].class)
                .defaultIfEmpty(new byte[0])
                .map(bytes -> new ImageProvider.FetchedPictureFile(bytes, type));
    }

    private Mono<ImageProvider.FetchedPictureFile> followRedirect(URI from, ClientResponse response, int left) {
        List<String> location = response.headers().header(HttpHeaders.LOCATION);
        if (left == 0 || location.isEmpty()) {
            return Mono.error(() -> new ProviderException.Unusable("fetch_redirects", null));
        }
        return fetchFrom(from.resolve(parseUrl(location.get(0))), left - 1);
    }

    private WebClient clientFor(URI uri) {
        String host = uri.getHost();
        if (host == null || uri.getUserInfo() != null) {
            throw new ProviderException.Unusable("fetch_bad_url", null);
        }
        if (properties.trustedHosts().contains(host.toLowerCase(Locale.ROOT) + ":" + portOf(uri))) {
            return trusted;
        }
        if (!"https".equalsIgnoreCase(uri.getScheme())) {
            throw new ProviderException.Unusable("fetch_not_https", null);
        }
        return publicOnly;
    }

    private static int portOf(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static ProviderException toProviderException(Throwable error) {
        if (error.getCause() instanceof PublicAddresses.PrivateAddressException) {
            return new ProviderException.Unusable("fetch_private_address", error);
        }
        if (error instanceof DataBufferLimitException) {
            return new ProviderException.TooLarge("fetch_too_large", error);
        }
        return new ProviderException.Broken("fetch_" + error.getClass().getSimpleName(), error);
    }
}
