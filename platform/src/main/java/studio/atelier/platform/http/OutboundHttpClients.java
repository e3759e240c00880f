package studio.atelier.platform.http;

import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * Creates the HTTP clients of external services. Each has its own connections, limited in number and time and measured
 * as {@code reactor.netty.connection.provider}. They follow no redirects. Callers do retries.
 */
public final class OutboundHttpClients implements AutoCloseable {

    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Duration MAX_IDLE = Duration.ofSeconds(30);
    private static final Duration HOST_FORGOTTEN_AFTER = Duration.ofMinutes(5);

    private final Queue<ConnectionProvider> pools = new ConcurrentLinkedQueue<>();

    /**
     * Creates a client; to be called once for each purpose.
     *
     * @param purpose names the connections in metrics
     * @param maxConnections to each host; as many requests wait for a connection, for up to 5 s
     * @param connectTimeout until a connection is established
     * @param responseTimeout between two parts of a response, and from the end of the request to the first part
     */
    public HttpClient createHttpClient(
            String purpose, int maxConnections, Duration connectTimeout, Duration responseTimeout) {
        ConnectionProvider pool = ConnectionProvider.builder(purpose)
                .maxConnections(maxConnections)
                .pendingAcquireMaxCount(maxConnections)
                .pendingAcquireTimeout(MAX_WAIT)
                .maxIdleTime(MAX_IDLE)
                .disposeInactivePoolsInBackground(HOST_FORGOTTEN_AFTER, HOST_FORGOTTEN_AFTER)
                .metrics(true)
                .build();
        pools.add(pool);
        return HttpClient.create(pool)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()))
                .responseTimeout(responseTimeout)
                .followRedirect(false);
    }

    @Override
    public void close() {
        pools.forEach(ConnectionProvider::dispose);
    }
}
