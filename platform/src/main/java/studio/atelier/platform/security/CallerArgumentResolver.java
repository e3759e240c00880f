package studio.atelier.platform.security;

import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import studio.atelier.platform.language.SupportedLanguage;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** Resolves the {@link Caller} for controllers; a parameter marked nullable is null without one. */
final class CallerArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        Mono<Object> caller = Mono.justOrEmpty(exchange.<Caller>getAttribute(Caller.ATTRIBUTE))
                .map(known -> spokenTo(known, exchange));
        return parameter.isOptional()
                ? caller
                : caller.switchIfEmpty(Mono.error(() -> CommonProblemException.of(CommonProblemCode.UNAUTHENTICATED)));
    }

    private static Caller spokenTo(Caller caller, ServerWebExchange exchange) {
        String asked = exchange.getRequest().getHeaders().getFirst(HttpHeaders.ACCEPT_LANGUAGE);
        return new Caller(
                caller.id(),
                caller.sessionId(),
                caller.roles(),
                SupportedLanguage.findAccepted(asked)
                        .map(SupportedLanguage::toLocale)
                        .orElse(caller.locale()));
    }
}
