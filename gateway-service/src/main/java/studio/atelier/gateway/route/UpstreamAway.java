package studio.atelier.gateway.route;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.ProblemException;

/** What a client hears when a service does not answer. */
@Configuration(proxyBeanMethods = false)
class UpstreamAway {

    /** Only reached by forwarding; a client asking for it finds nothing. */
    static final String PATH = "/internal/upstream-away";

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(UpstreamAway.class);

    @Bean
    RouterFunction<ServerResponse> upstreamAwayAnswer() {
        return RouterFunctions.route()
                .path(PATH, away -> away.route(request -> true, UpstreamAway::answer))
                .build();
    }

    private static Mono<ServerResponse> answer(ServerRequest request) {
        Throwable cause =
                request.exchange().getAttribute(ServerWebExchangeUtils.CIRCUITBREAKER_EXECUTION_EXCEPTION_ATTR);
        if (cause == null) {
            return Mono.error(CommonProblemException.notFound());
        }
        // The request itself was at fault, for instance its body too large: that is what its sender hears.
        if (cause instanceof ProblemException || cause instanceof ResponseStatusException) {
            return Mono.error(cause);
        }
        log.warn("No service answered {} {}: {}", request.method(), pathAskedFor(request), cause.toString());
        return Mono.error(CommonProblemException.unavailable(RETRY_AFTER));
    }

    /** Not the one of this page, to which the request was passed on. */
    private static String pathAskedFor(ServerRequest request) {
        Set<URI> before = request.exchange().getAttribute(ServerWebExchangeUtils.GATEWAY_ORIGINAL_REQUEST_URL_ATTR);
        return before == null || before.isEmpty()
                ? request.path()
                : before.iterator().next().getPath();
    }
}
