package studio.atelier.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the sandbox over HTTP: JSON there and, usually, JSON back. */
public final class SandboxClient {

    private final URI sandbox;
    private final WebTestClient http;

    private SandboxClient(URI sandbox, WebTestClient http) {
        this.sandbox = sandbox;
        this.http = http;
    }

    /** A client of the sandbox on this port, which is reset first. */
    public static SandboxClient afterReset(int port) {
        WebTestClient http = WebTestClient.bindToServer()
                .responseTimeout(Duration.ofSeconds(15))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(8 * 1024 * 1024))
                .build();
        SandboxClient client = new SandboxClient(URI.create("http://localhost:" + port), http);
        client.reset();
        return client;
    }

    public SandboxClient withBearer(String token) {
        return withHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
    }

    public SandboxClient withHeader(String name, String value) {
        return new SandboxClient(
                sandbox, http.mutate().defaultHeader(name, value).build());
    }

    public void reset() {
        assertThat(post("/sandbox/reset").status()).isEqualTo(204);
    }

    /** Reads a path of the sandbox, or any address. */
    public Answer get(String address) {
        return Answer.of(request(HttpMethod.GET, address));
    }

    public Answer post(String path) {
        return Answer.of(request(HttpMethod.POST, path));
    }

    public Answer post(String path, Object body) {
        return send(HttpMethod.POST, path, body);
    }

    public Answer post(String path, MultipartBodyBuilder parts) {
        return Answer.of(request(HttpMethod.POST, path).bodyValue(parts.build()));
    }

    public Answer put(String path, Object body) {
        return send(HttpMethod.PUT, path, body);
    }

    public Answer patch(String path, Object body) {
        return send(HttpMethod.PATCH, path, body);
    }

    private Answer send(HttpMethod method, String path, Object body) {
        return Answer.of(
                request(method, path).contentType(MediaType.APPLICATION_JSON).bodyValue(body));
    }

    private WebTestClient.RequestBodySpec request(HttpMethod method, String address) {
        return http.method(method).uri(sandbox.resolve(address));
    }

    /** A response of the sandbox. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
    public record Answer(int status, HttpHeaders headers, byte[] body) {

        private static Answer of(WebTestClient.RequestHeadersSpec<?> request) {
            EntityExchangeResult<byte[]> result =
                    request.exchange().expectBody().returnResult();
            byte @Nullable [] body = result.getResponseBody();
            return new Answer(
                    result.getStatus().value(), result.getResponseHeaders(), body == null ? new byte[0] : body);
        }

        public JsonNode json() {
            return new JsonMapper().readTree(body);
        }

        /** The text at a JSON pointer. */
        public String text(String pointer) {
            return json().at(pointer).asString();
        }
    }
}
