package studio.atelier.gateway.limit;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import studio.atelier.gateway.edge.ClientAddressHeader;

/** Counts every request by its client network, before any token is checked, so that guessing tokens is limited too. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 30)
class AddressRateLimitFilter implements WebFilter {

    private final RateLimitPolicy policy;

    AddressRateLimitFilter(RateLimitPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String network = ClientAddressHeader.networkOf(exchange);
        return policy.admitRequest(RequestRateClass.ofAddress(request), network)
                .then(admitToSession(RequestRateClass.of(request), network))
                .then(chain.filter(exchange));
    }

    /** Logins and refreshes have no user yet and are counted by network. */
    private Mono<Void> admitToSession(RequestRateClass requestClass, String network) {
        return switch (requestClass) {
            case LOGIN, REFRESH -> policy.admitRequest(requestClass, network);
            default -> Mono.empty();
        };
    }
}
