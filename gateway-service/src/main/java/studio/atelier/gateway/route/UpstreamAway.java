package studio.atelier.gateway.route;

import java.time.Duration;
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
        ProblemException away = CommonProblemException.unavailable(RETRY_AFTER);
        away.initCause(cause);
        return Mono.error(away);
    }
}
