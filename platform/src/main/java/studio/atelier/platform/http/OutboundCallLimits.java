package studio.atelier.platform.http;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * Limits of calls to one external service.
 *
 * @param service its name in logs and metrics
 * @param connectTimeout until a connection is established
 * @param responseTimeout between two parts of a response, and from the end of the request to the first part
 * @param largestAnswer largest response that is held in memory
 * @param connections maximum number of connections
 */
public record OutboundCallLimits(
        String service, Duration connectTimeout, Duration responseTimeout, DataSize largestAnswer, int connections) {

    /** 3 s to connect, 10 s for a response, 2 MB, 50 connections. */
    public static OutboundCallLimits of(String service) {
        return new OutboundCallLimits(
                service, Duration.ofSeconds(3), Duration.ofSeconds(10), DataSize.ofMegabytes(2), 50);
    }

    /** The same with another response timeout. */
    public OutboundCallLimits withResponseTimeout(Duration timeout) {
        return new OutboundCallLimits(service, connectTimeout, timeout, largestAnswer, connections);
    }

    /** The same with another maximum response size. */
    public OutboundCallLimits upTo(DataSize size) {
        return new OutboundCallLimits(service, connectTimeout, responseTimeout, size, connections);
    }

    /** The same with another number of connections. */
    public OutboundCallLimits withConnections(int most) {
        return new OutboundCallLimits(service, connectTimeout, responseTimeout, largestAnswer, most);
    }
}
