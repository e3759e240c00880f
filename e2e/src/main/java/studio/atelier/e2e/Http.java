package studio.atelier.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client for JSON; it does not follow redirects and does not retry. */
public final class Http {

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI base;

    /** A client whose request paths are relative to this address. */
    public Http(URI base) {
        this.base = base;
    }

    /** Sends a request and waits for the response, whatever its status. */
    public Answer send(String method, String path, Map<String, String> headers, @Nullable Object body) {
        try {
            return Answer.of(
                    client.send(request(method, path, headers, body), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends a request; the future completes with the response. */
    public CompletableFuture<Answer> sendLater(
            String method, String path, Map<String, String> headers, @Nullable Object body) {
        return client.sendAsync(request(method, path, headers, body), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(Answer::of);
    }

    private HttpRequest request(String method, String path, Map<String, String> headers, @Nullable Object body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
        headers.forEach(request::header);
        return switch (body) {
            case null ->
                request.method(method, HttpRequest.BodyPublishers.noBody()).build();
            case Form form ->
                request.header("Content-Type", "multipart/form-data; boundary=" + form.boundary())
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(form.bytes()))
                        .build();
            default ->
                request.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                        .build();
        };
    }

    /** An HTTP response. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
    public record Answer(int status, Map<String, String> headers, byte[] body) {

        private static Answer of(HttpResponse<byte[]> response) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
            return new Answer(response.statusCode(), headers, response.body());
        }

        /** The body as JSON; a missing node if the body is empty. */
        public JsonNode json() {
            return body.length == 0 ? JSON.missingNode() : JSON.readTree(body);
        }

        /** The text at a JSON pointer; empty if there is none. */
        public String text(String pointer) {
            return json().at(pointer).asString("");
        }

        /** The problem code; empty if the response is not a problem. */
        public String code() {
            return text("/code");
        }

        @Override
        public String toString() {
            return status + " " + new String(body, StandardCharsets.UTF_8);
        }
    }

    /** A multipart form with one file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and never changed
    public record Form(String boundary, byte[] bytes) {

        /** A form with one file in the part {@code file}. */
        public static Form ofFile(String fileName, String contentType, byte[] content) {
            return ofFile("file", fileName, contentType, content);
        }

        /** A form with one file in the part of this name. */
        public static Form ofFile(String name, String fileName, String contentType, byte[] content) {
            String boundary = UUID.randomUUID().toString();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            String head = """
                    --%s
                    Content-Disposition: form-data; name="%s"; filename="%s"
                    Content-Type: %s

                    """.replace("\n", "\r\n").formatted(boundary, name, fileName, contentType);
            bytes.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(content);
            bytes.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
            return new Form(boundary, bytes.toByteArray());
        }
    }
}
