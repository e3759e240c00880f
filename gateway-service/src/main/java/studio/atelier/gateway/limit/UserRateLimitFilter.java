package studio.atelier.gateway.limit;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import studio.atelier.platform.security.Caller;

/** Counts requests by user, once the token has been verified. */
@Component
@Order(UserRateLimitFilter.AFTER_SECURITY)
class UserRateLimitFilter implements WebFilter {

    /** Spring Security's filter chain has the order -100. */
    static final int AFTER_SECURITY = -50;

    private final RateLimitPolicy policy;

    UserRateLimitFilter(RateLimitPolicy policy) {
        this.policy = policy;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Caller caller = exchange.getAttribute(Caller.ATTRIBUTE);
        return caller == null
                ? chain.filter(exchange)
                : policy.admitRequest(
                                RequestRateClass.of(exchange.getRequest()),
                                caller.id().toString())
                        .then(chain.filter(exchange));
    }
}
