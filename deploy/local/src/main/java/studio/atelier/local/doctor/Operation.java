package studio.atelier.local.doctor;

import java.io.IOException;
import java.io.LineNumberReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.stack.ProcessMark;

/** I6 and I8 to I10: events arrive and are in order; neither connections nor secrets leak. */
final class Operation {

    private static final int SAMPLES = 5;
    private static final int SHORTEST_SECRET = 16;

    private static final Map<String, Pattern> SECRET_SHAPES = Map.of(
            "a token", Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\."),
            "a bearer token", Pattern.compile("[Bb]earer\\s+[A-Za-z0-9._~+/-]{20,}"),
            "initData", Pattern.compile("hash(=|%3D)[0-9a-f]{64}"),
            "a bot token", Pattern.compile("\\b\\d{8,10}:[A-Za-z0-9_-]{35}\\b"));

    private Operation() {}

    static List<Invariant> invariants() {
        return List.of(
                new Invariant(
                        "I6",
                        "every committed event is published and every command answered, and consumers keep up",
                        Operation::undelivered),
                new Invariant(
                        "I8",
                        "users are notified of a job's steps in order (sockets and their resume are tested in e2e)",
                        evidence -> Notifications.read(evidence).outOfOrder()),
                new Invariant("I9", "no connection is leaked, no transaction is left open", Operation::leaked),
                new Invariant("I10", "no secret, token, initData or prompt is in a log", Operation::logged));
    }

    private static List<String> undelivered(Evidence evidence) throws SQLException {
        List<String> violations = new ArrayList<>();
        for (String service : Environment.DATABASES) {
            if (evidence.hasTable(service, "outbox")) {
                violations.addAll(evidence.lines(DoctorQuery.UNPUBLISHED_EVENTS, service));
            }
        }
        violations.addAll(evidence.lines(DoctorQuery.UNANSWERED_COMMANDS));
        violations.addAll(KafkaLook.lagging(evidence.kafka(), evidence.grace()));
        return violations;
    }

    private static List<String> leaked(Evidence evidence) throws SQLException {
        List<String> violations = new ArrayList<>(evidence.lines(DoctorQuery.IDLE_IN_TRANSACTION));
        for (ProcessMark process : evidence.processes()) {
            if (process.readiness().contains("/actuator/")) {
                leastAcquired(process)
                        .filter(acquired -> acquired > 0)
                        .ifPresent(acquired -> violations.add(
                                "%s never had less than %.0f connections in use".formatted(process.name(), acquired)));
            }
        }
        return violations;
    }

    /** The lowest of several readings: a connection in use at one moment is not a leak. */
    private static Optional<Double> leastAcquired(ProcessMark process) {
        Metrics metrics = new Metrics(process);
        OptionalDouble least = Stream.generate(() -> metrics.value("r2dbc.pool.acquired"))
                .limit(SAMPLES)
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .min();
        return least.isPresent() ? Optional.of(least.getAsDouble()) : Optional.empty();
    }

    private static List<String> logged(Evidence evidence) throws SQLException, IOException {
        Map<String, String> secrets = secrets(evidence);
        List<String> violations = new ArrayList<>();
        try (Stream<Path> logs = Files.list(evidence.directory().logs())) {
            for (Path log : logs.sorted().toList()) {
                violations.addAll(found(log, secrets));
            }
        }
        return violations;
    }

    private static Map<String, String> secrets(Evidence evidence) throws SQLException {
        Map<String, String> secrets = new HashMap<>();
        evidence.environment().all().forEach((name, value) -> {
            if (name.matches(".*_(KEY|TOKEN|SECRET|PASSWORD)") && value.length() >= SHORTEST_SECRET) {
                secrets.put(value, name);
            }
        });
        evidence.rows(DoctorQuery.NEWEST_PROMPTS).forEach(row -> secrets.put(row.getFirst(), "a prompt"));
        return secrets;
    }

    private static List<String> found(Path log, Map<String, String> secrets) throws IOException {
        Map<String, String> firstPlaces = new TreeMap<>();
        try (LineNumberReader lines = new LineNumberReader(Files.newBufferedReader(log))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (String name : namesIn(line, secrets)) {
                    firstPlaces.putIfAbsent(name, log.getFileName() + " line " + lines.getLineNumber());
                }
            }
        }
        return firstPlaces.entrySet().stream()
                .map(found -> found.getKey() + " is in " + found.getValue())
                .toList();
    }

    private static List<String> namesIn(String line, Map<String, String> secrets) {
        List<String> names = new ArrayList<>();
        secrets.forEach((secret, name) -> {
            if (line.contains(secret)) {
                names.add(name);
            }
        });
        SECRET_SHAPES.forEach((name, shape) -> {
            if (shape.matcher(line).find()) {
                names.add(name);
            }
        });
        return names;
    }
}
