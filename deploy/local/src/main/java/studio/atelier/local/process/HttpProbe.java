package studio.atelier.local.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Asks a process over HTTP; without an answer within the limit it fails. */
public final class HttpProbe {

    private final Duration limit;
    private final HttpClient client;

    public HttpProbe(Duration limit) {
        this.limit = limit;
        this.client = HttpClient.newBuilder().connectTimeout(limit).build();
    }

    public HttpResponse<String> get(URI address, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(limit);
        headers.forEach(request::header);
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
