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
        if (!RequestClass.isApi(exchange.getRequest())) {
            return chain.filter(exchange);
        }
        String address = ClientAddress.of(exchange);
        return policy.admit(RequestClass.ADDRESS, address)
                .then(admitToSession(RequestClass.of(exchange.getRequest()), address))
                .then(chain.filter(exchange));
    }

    /** Who logs in or refreshes has no user to be counted by yet. */
    private Mono<Void> admitToSession(RequestClass requestClass, String address) {
        return switch (requestClass) {
            case LOGIN, REFRESH -> policy.admit(requestClass, address);
            case ADDRESS, SPEND, UPLOAD, READ -> Mono.empty();
        };
    }
}
