package studio.atelier.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.util.unit.DataSize;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

class ClientAddressFilterTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Test
    void believesTheSocketWhenNothingStandsInFront() {
        assertThat(addressSeen(List.of(), "198.51.100.7", "203.0.113.9")).isEqualTo("198.51.100.7");
    }

    @Test
    void believesATrustedProxyAboutItsClient() {
        assertThat(addressSeen(List.of("10.0.0.0/8"), "10.1.2.3", "203.0.113.9"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void takesTheNearestAddressThatIsNotAProxyOfOurs() {
        assertThat(addressSeen(List.of("10.0.0.0/8"), "10.1.2.3", "1.1.1.1, 203.0.113.9, 10.9.9.9"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void doesNotTakeAnythingThatIsNoAddress() {
        assertThat(addressSeen(List.of("10.0.0.0/8"), "10.1.2.3", "evil.example"))
                .isEqualTo("10.1.2.3");
    }

    @Test
    void throwsAwayWhatTheClientClaims() {
        ServerWebExchange seen = pass(
                List.of(),
                request("198.51.100.7", "203.0.113.9")
                        .header(ClientAddressHeader.HEADER, "6.6.6.6")
                        .header("Forwarded", "for=6.6.6.6")
                        .header("X-Forwarded-Host", "evil.example"));

        assertThat(ClientAddressHeader.addressOf(seen)).isEqualTo("198.51.100.7");
        assertThat(seen.getRequest().getHeaders().getFirst("X-Forwarded-For")).isNull();
        assertThat(seen.getRequest().getHeaders().getFirst("Forwarded")).isNull();
        assertThat(seen.getRequest().getHeaders().getFirst("X-Forwarded-Host")).isNull();
    }

    @Test
    void removesHeaderNamesFromTheConnectionHeaderOfAClient() {
        ServerWebExchange seen = pass(
                List.of(),
                request("198.51.100.7", null).header("Connection", "keep-alive, " + ClientAddressHeader.HEADER));

        assertThat(seen.getRequest().getHeaders().getConnection()).isEmpty();
    }

    @Test
    void leavesAWebSocketItsUpgrade() {
        ServerWebExchange seen =
                pass(List.of(), request("198.51.100.7", null).header("Connection", "keep-alive, Upgrade"));

        assertThat(seen.getRequest().getHeaders().getConnection()).containsExactly("Upgrade");
    }

    private static String addressSeen(List<String> trusted, String socket, @Nullable String forwardedFor) {
        return ClientAddressHeader.addressOf(pass(trusted, request(socket, forwardedFor)));
    }

    private static MockServerHttpRequest.BaseBuilder<?> request(String socket, @Nullable String forwardedFor) {
        return MockServerHttpRequest.get("/")
                .remoteAddress(new InetSocketAddress(socket, 40000))
                .header("X-Forwarded-For", forwardedFor == null ? new String[0] : new String[] {forwardedFor});
    }

    private static ServerWebExchange pass(List<String> trusted, MockServerHttpRequest.BaseBuilder<?> request) {
        GatewayEdgeProperties properties = new GatewayEdgeProperties(
                trusted, List.of(), List.of(), DataSize.ofKilobytes(1), DataSize.ofKilobytes(2), LIMIT, LIMIT);
        AtomicReference<ServerWebExchange> seen = new AtomicReference<>();
        new ClientAddressFilter(properties)
                .filter(MockServerWebExchange.from(request), exchange -> {
                    seen.set(exchange);
                    return Mono.empty();
                })
                .block(LIMIT);
        return seen.get();
    }
}
