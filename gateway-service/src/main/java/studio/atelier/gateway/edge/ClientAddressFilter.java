package studio.atelier.gateway.edge;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Determines where a request comes from: the socket's address or, behind trusted proxies, the nearest address in
 * {@code X-Forwarded-For} that is not a trusted proxy. Forwarding headers that the client sends are not passed on.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ClientAddressFilter implements WebFilter {

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private static final List<String> FORWARDING_HEADERS = List.of(
            FORWARDED_FOR,
            "Forwarded",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Real-IP",
            ClientAddressHeader.HEADER);

    private final List<IpSubnetFilterRule> trusted;

    ClientAddressFilter(GatewayEdgeProperties properties) {
        this.trusted = properties.trustedProxies().stream()
                .map(block -> new IpSubnetFilterRule(block, IpFilterRuleType.ACCEPT))
                .toList();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String address = addressOf(exchange.getRequest());
        ServerHttpRequest request = exchange.getRequest()
                .mutate()
                .headers(headers -> replaceForwarding(headers, address))
                .build();
        return chain.filter(exchange.mutate().request(request).build());
    }

    private static void replaceForwarding(HttpHeaders headers, String address) {
        FORWARDING_HEADERS.forEach(headers::remove);
        removeHopByHop(headers);
        headers.set(ClientAddressHeader.HEADER, address);
    }

    /** Connection may name further headers to remove on the way: ours must not be among them. */
    private static void removeHopByHop(HttpHeaders headers) {
        boolean upgrade = headers.getConnection().stream().anyMatch(HttpHeaders.UPGRADE::equalsIgnoreCase);
        headers.remove(HttpHeaders.CONNECTION);
        if (upgrade) {
            headers.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE);
        }
    }

    private String addressOf(ServerHttpRequest request) {
        String socket = socketAddress(request.getRemoteAddress());
        if (!isTrusted(socket)) {
            return socket;
        }
        return request.getHeaders().getOrEmpty(FORWARDED_FOR).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .toList()
                .reversed()
                .stream()
                .filter(hop -> !isTrusted(hop))
                .findFirst()
                .filter(ClientAddressFilter::isAddress)
                .orElse(socket);
    }

    private static String socketAddress(@Nullable InetSocketAddress remote) {
        return remote == null || remote.getAddress() == null
                ? "unknown"
                : remote.getAddress().getHostAddress();
    }

    private boolean isTrusted(String address) {
        InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
        return parsed != null && trusted.stream().anyMatch(block -> block.matches(new InetSocketAddress(parsed, 0)));
    }

    private static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }
}
