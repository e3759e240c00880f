package studio.atelier.platform.http;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Creates clients of external services: limited in time, memory and connections, traced, measured as
 * {@code http.client.requests}, logged without secrets. They follow no redirects. Callers do retries.
 */
public final class OutboundHttpClients implements AutoCloseable {

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final WebClient.Builder builder;
    private final Queue<ConnectionProvider> pools = new ConcurrentLinkedQueue<>();

    OutboundHttpClients(WebClient.Builder builder) {
        this.builder = builder;
    }

    /** A builder for a client with its own connection pool; call it once for each external service. */
    public WebClient.Builder createClientBuilder(OutboundCallLimits limits) {
        int largest = Math.toIntExact(limits.largestAnswer().toBytes());
        return builder.clone()
                .clientConnector(new ReactorClientHttpConnector(createTransport(limits)))
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(largest));
    }

    private HttpClient createTransport(OutboundCallLimits limits) {
        ConnectionProvider pool = ConnectionProvider.builder(limits.service())
                .maxConnections(limits.connections())
                .pendingAcquireMaxCount(limits.connections() * 4)
                .pendingAcquireTimeout(LONGEST_WAIT)
                .maxIdleTime(IDLE)
                .metrics(true)
                .build();
        pools.add(pool);
        return HttpClient.create(pool)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(limits.connectTimeout().toMillis()))
                .responseTimeout(limits.responseTimeout())
                .followRedirect(false)
                .compress(true);
    }

    @Override
    public void close() {
        pools.forEach(ConnectionProvider::dispose);
    }
}
