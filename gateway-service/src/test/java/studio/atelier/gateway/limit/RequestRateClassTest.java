package studio.atelier.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class RequestRateClassTest {

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/auth/telegram, LOGIN",
        "POST, /api/v1/auth/refresh, REFRESH",
        "POST, /api/v1/uploads, UPLOAD",
        "POST, /api/v1/generations, SPEND",
        "POST, /api/v1/generations/7/retry, SPEND",
        "POST, /api/v1/generations/7/cancel, READ",
        "POST, /api/v1/images/7/share-ticket, SPEND",
        "POST, /api/v1/chat/shares, SPEND",
        "POST, /api/v1/billing/payments, SPEND",
        "POST, /api/v1/chat/dialogs/7/messages, SPEND",
        "GET, /api/v1/generations, READ",
        "GET, /api/v1/admin/billing/users/7, OPERATOR",
        "POST, /api/v1/admin/billing/users/7/grants, OPERATOR",
    })
    void isToldByMethodAndPath(String method, String path, RequestRateClass expected) {
        assertThat(RequestRateClass.of(request(method, path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/auth/telegra%6D, LOGIN",
        "/%61pi/v1/auth/telegram, LOGIN",
        "/api/v1/auth/telegram;a=b, LOGIN",
        "/api/v1/generation%73, SPEND",
    })
    void isTheSameHoweverThePathIsWritten(String path, RequestRateClass expected) {
        ServerHttpRequest request = request("POST", path);

        assertThat(RequestRateClass.of(request)).isEqualTo(expected);
        assertThat(RequestRateClass.ofAddress(request)).isEqualTo(RequestRateClass.ADDRESS);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/generations, ADDRESS",
        "/api/v1/realtime, ADDRESS",
        "/webhooks/kie, WEBHOOK",
        "/v3/api-docs, DOCUMENT",
        "/v3/api-docs/gateway, DOCUMENT",
        "/health, HEALTH",
        "/, FILE",
        "/images/7/full, FILE",
        "/swagger-ui/index.html, FILE",
        "/.well-known/jwks.json, FILE",
    })
    void isCountedByAddressWhereverItGoes(String path, RequestRateClass expected) {
        assertThat(RequestRateClass.ofAddress(request("GET", path))).isEqualTo(expected);
    }

    private static ServerHttpRequest request(String method, String path) {
        return MockServerHttpRequest.method(HttpMethod.valueOf(method), URI.create("http://localhost" + path))
                .build();
    }
}
