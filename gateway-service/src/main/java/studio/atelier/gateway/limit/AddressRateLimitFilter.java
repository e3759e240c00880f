package studio.atelier.gateway.limit;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import studio.atelier.gateway.edge.ClientAddress;

/** Counts API requests by address, before any token is looked at, so that guessing tokens is limited too. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class AddressRateLimitFilter implements WebFilter {

    private final RateLimitPolicy policy;

    AddressRateLimitFilter(RateLimitPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        if (!exchange.getRequest().getPath().value().startsWith("/api/")) {
            return chain.filter(exchange);
        }
        String address = ClientAddress.of(exchange);
        Mono<Void> logins = RequestClass.of(exchange.getRequest()) == RequestClass.LOGIN
                ? policy.admit(RequestClass.LOGIN, address)
                : Mono.empty();
        return policy.admit(RequestClass.ADDRESS, address).then(logins).then(chain.filter(exchange));
    }
}
