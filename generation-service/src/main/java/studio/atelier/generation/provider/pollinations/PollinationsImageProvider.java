package studio.atelier.generation.provider.pollinations;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.UriBuilder;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.PictureSizeLimits;
import studio.atelier.generation.provider.ProviderException;
import studio.atelier.generation.provider.ProviderHttpClients;
import studio.atelier.generation.provider.ProviderHttpResponse;
import studio.atelier.generation.provider.RequestedParameters;

/**
 * Pollinations' image API: the call waits for the image and is answered with it. It takes no pictures here, since it
 * reads them only from public addresses. It cannot cancel.
 *
 * <p>An image is made and cached although the connection broke, and the identical request is answered from the cache
 * without a second charge. A request without an answer is therefore repeated here; no other is.
 *
 * <p>The prompt is a part of the address. Spans, metrics and the traces of errors name addresses, so they see another
 * one, without the prompt; the true one is known only to the exchange itself.
 */
@Component
@ConditionalOnProperty("atelier.pollinations.enabled")
class PollinationsImageProvider implements ImageProvider {

    static final String NAME = "pollinations";

    /** What observers see in place of the address. */
    private static final String SHOWN_ADDRESS = "/image";

    private static final String TRUE_ADDRESS = PollinationsImageProvider.class.getName() + ".address";

    private static final int MOST_REPEATS = 2;
    private static final Duration BEFORE_REPEAT = Duration.ofMillis(500);

    /** The prompt is a part of the address, and servers limit addresses to 16 kB; a Cyrillic letter takes 6 bytes. */
    private static final int LONGEST_ADDRESS = 15_000;

    private static final long MOST_SEED = Integer.MAX_VALUE;
    private static final PictureSizeLimits SIZES = PictureSizeLimits.ofSides(NAME, 8, 2048, 4);

    private final PollinationsProperties properties;
    private final PollinationsNotices notices;
    private final DefaultUriBuilderFactory addresses;
    private final ProviderHttpClients clients;
    private final WebClient api;

    PollinationsImageProvider(PollinationsProperties properties, ProviderHttpClients clients) {
        this.properties = properties;
        this.clients = clients;
        this.notices = new PollinationsNotices(properties.noticeHashes());
        this.addresses = new DefaultUriBuilderFactory(properties.apiUrl().toString());
        this.api = clients.createClient(NAME, properties.apiUrl(), properties.timeout(), clients.largestPicture())
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + properties.apiKey())
                .filter(PollinationsImageProvider::sendToTrueAddress)
                .build();
    }

    @Override
    public String providerName() {
        return NAME;
    }

    @Override
    public Mono<ImageRequestAnswer> requestImage(ProviderImageRequest request) {
        return Mono.fromSupplier(() -> toAddress(request))
                .flatMap(address -> requestAddress(address).retryWhen(repeatIfUnanswered()))
                .onErrorMap(PollinationsImageProvider::toProviderException);
    }

    private Mono<ImageRequestAnswer> requestAddress(URI address) {
        return Mono.defer(() -> api.get()
                        .uri(SHOWN_ADDRESS)
                        .attribute(TRUE_ADDRESS, address)
                        .exchangeToMono(ProviderHttpResponse::readResponse))
                .timeout(properties.timeout())
                .<ImageRequestAnswer>flatMap(response -> clients.readOffEventLoop(() -> toMadeImage(address, response)))
                .onErrorMap(PollinationsImageProvider::toProviderException);
    }

    private static Mono<ClientResponse> sendToTrueAddress(ClientRequest request, ExchangeFunction exchange) {
        URI address = (URI) request.attribute(TRUE_ADDRESS).orElseThrow();
        return exchange.exchange(ClientRequest.from(request).url(address).build());
    }

    /** Without its cause, whose trace names the true address when a response breaks off. */
    private static ProviderException toProviderException(Throwable error) {
        ProviderException known = ProviderHttpClients.toProviderException(NAME, error);
        return switch (known) {
            case ProviderException.Busy busy -> new ProviderException.Busy(busy.detailCode(), null);
            case ProviderException.Unanswered unanswered ->
                new ProviderException.Unanswered(unanswered.detailCode(), null);
            case ProviderException.Broken broken -> new ProviderException.Broken(broken.detailCode(), null);
            case ProviderException.TooLarge tooLarge -> new ProviderException.TooLarge(tooLarge.detailCode(), null);
            case ProviderException.Unusable unusable -> new ProviderException.Unusable(unusable.detailCode(), null);
            default -> known;
        };
    }

    private static Retry repeatIfUnanswered() {
        return Retry.backoff(MOST_REPEATS, BEFORE_REPEAT)
                .jitter(0.5)
                .filter(ProviderException.Unanswered.class::isInstance)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    private URI toAddress(ProviderImageRequest request) {
        if (!request.inputs().isEmpty()) {
            throw new ProviderException.Refused("pollinations_takes_no_pictures");
        }
        Map<String, String> query = toQuery(request);
        UriBuilder address = addresses.builder().path("/image/{prompt}");
        query.keySet().forEach(name -> address.queryParam(name, "{" + name + "}"));
        Map<String, String> values = new LinkedHashMap<>(query);
        values.put("prompt", request.prompt());
        URI built = address.build(values);
        if (built.toString().length() > LONGEST_ADDRESS) {
            throw new ProviderException.Refused("pollinations_prompt_too_long");
        }
        return built;
    }

    private Map<String, String> toQuery(ProviderImageRequest request) {
        RequestedParameters parameters = new RequestedParameters(NAME, request);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("model", request.model());
        parameters.findSize(SIZES, RequestedParameters.USUAL_SIDE).ifPresent(size -> {
            query.put("width", Integer.toString(size.width()));
            query.put("height", Integer.toString(size.height()));
        });
        query.put(
                "seed",
                parameters
                        .findSeed(0, MOST_SEED)
                        .orElseGet(() -> seedOf(request.attemptId()))
                        .toString());
        parameters.findQuality().ifPresent(quality -> query.put("quality", quality));
        if (!properties.safe().isBlank()) {
            query.put("safe", properties.safe());
        }
        return query;
    }

    /** Without a seed the cached picture of an earlier request would return; a random one would defeat the repeat. */
    private static long seedOf(UUID attemptId) {
        return attemptId.getLeastSignificantBits() & MOST_SEED;
    }

    private ImageRequestAnswer.ImmediatelyMadeImage toMadeImage(URI address, ProviderHttpResponse response) {
        if (!response.isSuccessful()) {
            throw PollinationsFailureMapping.ofAnswer(response);
        }
        if (!response.isPicture()) {
            throw new ProviderException.Unusable("pollinations_not_a_picture", null);
        }
        if (notices.isNotice(response.body(), address)) {
            throw new ProviderException.Busy("pollinations_notice_instead_of_picture", null);
        }
        return new ImageRequestAnswer.ImmediatelyMadeImage(response.toPictureFile());
    }
}
