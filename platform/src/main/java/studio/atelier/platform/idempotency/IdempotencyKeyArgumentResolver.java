package studio.atelier.platform.idempotency;

import org.springframework.core.MethodParameter;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/** Resolves the request's {@link IdempotencyKey} for controllers. */
final class IdempotencyKeyArgumentResolver implements HandlerMethodArgumentResolver {

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == IdempotencyKey.class;
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        return Mono.fromSupplier(() -> {
            String value = exchange.getRequest().getHeaders().getFirst(IdempotencyKey.HEADER);
            if (value == null) {
                throw CommonProblemException.of(CommonProblemCode.IDEMPOTENCY_KEY_REQUIRED);
            }
            return new IdempotencyKey(value);
        });
    }
}
