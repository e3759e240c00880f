package studio.atelier.platform.http;

import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;
import studio.atelier.platform.logging.SensitiveTextMasking;

/**
 * Logs one line for each outbound request, when its response begins or its subscriber cancels: never its query, headers
 * or body.
 */
final class OutboundCallLog implements ExchangeFilterFunction {

    private static final Logger log = LoggerFactory.getLogger("studio.atelier.request.out");

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.defer(() -> exchangeLogged(request, next, System.nanoTime(), new AtomicBoolean()));
    }

    private static Mono<ClientResponse> exchangeLogged(
            ClientRequest request, ExchangeFunction next, long start, AtomicBoolean answered) {
        return next.exchange(request)
                .doOnNext(response -> {
                    answered.set(true);
                    logCall(request, Integer.toString(response.statusCode().value()), start);
                })
                .doOnError(error -> logCall(request, error.getClass().getSimpleName(), start))
                .doOnCancel(() -> {
                    if (!answered.get()) {
                        logCall(request, "given up", start);
                    }
                });
    }

    private static void logCall(ClientRequest request, String outcome, long start) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        URI uri = request.url();
        String path = SensitiveTextMasking.maskText(String.valueOf(uri.getRawPath()));
        log.atInfo()
                .addKeyValue("method", request.method().name())
                .addKeyValue("host", uri.getAuthority())
                .addKeyValue("path", path)
                .addKeyValue("status", outcome)
                .addKeyValue("millis", millis)
                .log("{} {}{} {} in {} ms", request.method(), uri.getAuthority(), path, outcome, millis);
    }
}
