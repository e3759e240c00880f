package studio.atelier.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.e2e.Stack;
import studio.atelier.local.process.HttpProbe;
import studio.atelier.local.stack.ProcessMark;

/** How many calls the services have executed in how many statements, by the kind of the statement. */
public final class BatchSizes {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String READINESS = "/actuator/health/readiness";
    private static final Pattern SAMPLE = Pattern.compile(
            "^atelier_batch_size_(count|sum)\\{(?:[^}]*,)?kind=\"([^\"]+)\"[^}]*} (\\S+)$", Pattern.MULTILINE);

    private final Map<String, Double> statements = new TreeMap<>();
    private final Map<String, Double> calls = new TreeMap<>();

    /** The numbers so far, from the metrics of each service. */
    public static BatchSizes of(Stack stack) {
        BatchSizes sizes = new BatchSizes();
        HttpProbe probe = new HttpProbe(LIMIT);
        for (ProcessMark mark : ProcessMark.readAll(stack.directory())) {
            if (mark.readiness().endsWith(READINESS)) {
                URI metrics = URI.create(mark.readiness().replace(READINESS, "/actuator/prometheus"));
                try {
                    sizes.add(mark.name(), probe.get(metrics, Map.of()).body());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return sizes;
    }

    /** Adds the metrics of a service, as Prometheus reads them. */
    void add(String service, String metrics) {
        Matcher sample = SAMPLE.matcher(metrics);
        while (sample.find()) {
            Map<String, Double> sums = "count".equals(sample.group(1)) ? statements : calls;
            sums.merge(service + " " + sample.group(2), Double.valueOf(sample.group(3)), Double::sum);
        }
    }

    /** The mean number of calls of a statement since then, by service and kind; only of kinds that were executed. */
    public Map<String, Double> meansSince(BatchSizes earlier) {
        Map<String, Double> means = new TreeMap<>();
        statements.forEach((kind, now) -> {
            double executed = now - earlier.statements.getOrDefault(kind, 0.0);
            if (executed > 0) {
                means.put(kind, (calls.getOrDefault(kind, 0.0) - earlier.calls.getOrDefault(kind, 0.0)) / executed);
            }
        });
        return means;
    }
}
