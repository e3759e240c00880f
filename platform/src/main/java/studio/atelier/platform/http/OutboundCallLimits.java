package studio.atelier.platform.http;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/**
 * How far calls to one outside service may go.
 *
 * @param service its name in logs and metrics
 * @param connectTimeout to have a connection
 * @param responseTimeout between two parts of an answer, and from the request's end to the first
 * @param largestAnswer that is held in memory
 * @param connections at once
 */
public record OutboundCallLimits(
        String service, Duration connectTimeout, Duration responseTimeout, DataSize largestAnswer, int connections) {

    /** Connect in 3 s, answer in 10 s, 2 MB, 50 connections. */
    public static OutboundCallLimits of(String service) {
        return new OutboundCallLimits(
                service, Duration.ofSeconds(3), Duration.ofSeconds(10), DataSize.ofMegabytes(2), 50);
    }

    /** The same with another response timeout. */
    public OutboundCallLimits withResponseTimeout(Duration timeout) {
        return new OutboundCallLimits(service, connectTimeout, timeout, largestAnswer, connections);
    }

    /** The same with another largest answer. */
    public OutboundCallLimits upTo(DataSize size) {
        return new OutboundCallLimits(service, connectTimeout, responseTimeout, size, connections);
    }

    /** The same with another number of connections. */
    public OutboundCallLimits withConnections(int most) {
        return new OutboundCallLimits(service, connectTimeout, responseTimeout, largestAnswer, most);
    }
}
