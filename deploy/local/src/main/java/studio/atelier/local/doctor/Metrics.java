package studio.atelier.local.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.local.process.HttpProbe;
import studio.atelier.local.stack.ProcessMark;

/** Reads a service's metrics from its management port. */
final class Metrics {

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Pattern VALUE = Pattern.compile("\"value\"\\s*:\\s*([-0-9.eE]+)");
    private static final int OK = 200;

    private final HttpProbe probe = new HttpProbe(LIMIT);
    private final String actuator;

    Metrics(ProcessMark process) {
        this.actuator = process.readiness().replaceFirst("/health/readiness$", "");
    }

    /** The value of a metric, or empty if the service has no such metric or does not answer. */
    Optional<Double> value(String name) {
        try {
            HttpResponse<String> response = probe.get(URI.create(actuator + "/metrics/" + name), Map.of());
            Matcher matcher = VALUE.matcher(response.body());
            return response.statusCode() == OK && matcher.find()
                    ? Optional.of(Double.valueOf(matcher.group(1)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
