package studio.atelier.local.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.ServiceDatabase;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.stack.ProcessEnd;
import studio.atelier.local.stack.ProcessMark;
import studio.atelier.local.stack.Readiness;

/** Checks the running parts of a stack. */
final class Parts {

    private static final int OLDEST_POSTGRES = 15;
    private static final int ANSWER_MILLIS = 2_000;
    private static final int MANY_BEHIND = 1_000;
    private static final Set<String> TOPICS = Set.of(
            "billing.commands.v1",
            "billing.events.v1",
            "billing.balances.v1",
            "generation.commands.v1",
            "generation.events.v1",
            "chat.events.v1",
            "auth.events.v1",
            "user.notifications.v1");

    private Parts() {}

    static List<Finding> processes(StackDirectory directory, List<ProcessMark> processes) {
        Readiness readiness = new Readiness();
        return processes.stream()
                .map(process -> process(directory, process, readiness))
                .toList();
    }

    static List<Finding> postgres(Evidence evidence) {
        return Environment.DATABASES.stream()
                .map(service -> database(evidence.environment(), service))
                .toList();
    }

    static List<Finding> redis(Evidence evidence) {
        URI url = URI.create(evidence.environment().get("ATELIER_REDIS_URL"));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), ANSWER_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            boolean answers = socket.getInputStream().read() >= 0;
            return List.of(Finding.of(answers, "Redis answers at " + url.getAuthority(), "./atelier logs redis"));
        } catch (IOException e) {
            return List.of(Finding.broken(
                    "Redis does not answer at %s: %s".formatted(url.getAuthority(), e.getMessage()),
                    "Atelier goes on, slower; ./atelier logs redis"));
        }
    }

    static List<Finding> kafka(Evidence evidence) {
        try (KafkaLook kafka = new KafkaLook(evidence.kafka())) {
            return List.of(topics(kafka.topics()), lag(kafka.lag()), deadLetters(kafka.deadLetters()));
        } catch (KafkaException e) {
            return List.of(Finding.broken(
                    "Kafka does not answer: " + e.getMessage(),
                    "accepted work waits in the outbox meanwhile; ./atelier logs kafka"));
        }
    }

    private static Finding process(StackDirectory directory, ProcessMark process, Readiness readiness) {
        String logs = "./atelier logs " + process.name();
        ProcessEnd end = process.lastEnd();
        String lastEnd = end == null ? "" : "; its last end: " + end.text();
        if (!process.identity().isAlive()) {
            return Finding.broken(process.name() + " has ended" + lastEnd, logs + ", then ./atelier up");
        }
        boolean ready = process.readiness().isEmpty() || readiness.isReady(URI.create(process.readiness()));
        if (!ready) {
            String reason = ProcessEnd.writtenReason(directory, process.name())
                    .map(written -> " because of " + written)
                    .orElse("");
            return Finding.broken(process.name() + " runs but is not ready" + reason + lastEnd, logs);
        }
        return process.restarts() == 0
                ? Finding.fine(process.name() + " is ready")
                : Finding.note(
                        "%s is ready, restarts: %d%s".formatted(process.name(), process.restarts(), lastEnd),
                        "docs/troubleshooting.md says what helps against each; more: " + logs);
    }

    private static Finding database(Environment environment, String service) {
        ServiceDatabase database = environment.database(service);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_POSTGRES) {
                return Finding.broken("PostgreSQL is " + version, "use PostgreSQL 15 or later");
            }
            List<String> unlimited = unlimited(statement);
            return Finding.of(
                    unlimited.isEmpty(),
                    "%s on PostgreSQL %d, its role limited".formatted(database.name(), version)
                            + (unlimited.isEmpty() ? "" : " except " + String.join(", ", unlimited)),
                    "alter role %s set …: see deploy/local/README.md".formatted(database.user()));
        } catch (SQLException e) {
            return Finding.broken(
                    "%s-service cannot reach its database %s: %s"
                            .formatted(service.toLowerCase(Locale.ROOT), database.name(), e.getMessage()),
                    "./atelier logs postgres; ./atelier down and up makes missing databases");
        }
    }

    private static List<String> unlimited(Statement statement) throws SQLException {
        List<String> unlimited = new ArrayList<>();
        for (String limit : List.of("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")) {
            try (ResultSet rows = statement.executeQuery("show " + limit)) {
                if (rows.next() && "0".equals(rows.getString(1))) {
                    unlimited.add(limit);
                }
            }
        }
        return unlimited;
    }

    private static Finding topics(Set<String> present) {
        List<String> missing = TOPICS.stream()
                .filter(topic -> !present.contains(topic))
                .sorted()
                .toList();
        return Finding.of(
                missing.isEmpty(),
                missing.isEmpty()
                        ? "All %d topics are there".formatted(TOPICS.size())
                        : "Topics are missing: " + String.join(", ", missing),
                "the services make them when they start: ./atelier status");
    }

    private static Finding lag(Map<String, Long> lag) {
        if (lag.isEmpty()) {
            return Finding.fine("No consumer is behind");
        }
        String text = String.join("; ", KafkaLook.lines(lag));
        boolean much = lag.values().stream().anyMatch(behind -> behind > MANY_BEHIND);
        return much
                ? Finding.broken(text, "the group named does not keep up or stands still: look at its service's log")
                : Finding.note(text, "fine while work is under way; look again in a moment");
    }

    private static Finding deadLetters(Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return Finding.fine("No dead letters");
        }
        String text = counts.entrySet().stream()
                .map(entry -> "%d in %s".formatted(entry.getValue(), entry.getKey()))
                .sorted()
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
        return Finding.note(
                "Dead letters: " + text, "their header dlt_reason says why; replay them once the cause is mended");
    }
}
