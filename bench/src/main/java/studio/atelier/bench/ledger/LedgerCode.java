package studio.atelier.bench.ledger;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import studio.atelier.e2e.Stack;
import studio.atelier.local.settings.ServiceDatabase;

/** A JVM with only the ledger of billing, under load by {@link LedgerLoad}. */
final class LedgerCode implements AutoCloseable {

    private static final String SERVICE = "billing-service";

    private final Process process;
    private final BufferedReader rates;
    private final Writer orders;

    private LedgerCode(Process process) {
        this.process = process;
        this.rates = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts the JVM on the stack's database.
     *
     * @param connections number of concurrent operations
     * @param time duration of each round
     */
    static LedgerCode start(Stack stack, ServiceDatabase database, int connections, Duration time) {
        String classes = jar(stack) + File.pathSeparator + System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-XX:+UseSerialGC"));
        command.addAll(javaOptions(stack));
        command.addAll(List.of(
                "-cp",
                classes,
                LedgerLoad.class.getName(),
                "r2dbc:postgresql://%s@%s:%s/%s"
                        .formatted(database.user(), database.host(), database.port(), database.name()),
                Integer.toString(connections),
                Long.toString(time.toSeconds())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(stack.directory().log("ledger-load").toFile());
        builder.environment().put(LedgerLoad.PASSWORD, database.password());
        try {
            return new LedgerCode(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The environment of the stack's services. */
    private static List<String> javaOptions(Stack stack) {
        return Arrays.stream(stack.setting("ATELIER_JAVA_OPTIONS").split(" ", -1))
                .filter(option -> !option.isBlank())
                .toList();
    }

    /** The stack has unpacked the jar: its manifest names the libraries. */
    private static Path jar(Stack stack) {
        try (Stream<Path> files = Files.find(
                stack.directory().cache(),
                4,
                (path, is) -> path.getFileName().toString().matches(SERVICE + "-.*\\.jar"))) {
            return files.findFirst().orElseThrow(() -> new IllegalStateException("The stack runs no " + SERVICE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs one round and returns ledger operations per second. */
    double perSecond() {
        try {
            orders.write("go\n");
            orders.flush();
            String line = rates.readLine();
            while (line != null && !line.startsWith(LedgerLoad.ANSWER)) { // a log line
                line = rates.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("The load on the ledger ended: see ledger-load.log");
            }
            return Double.parseDouble(line.substring(LedgerLoad.ANSWER.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
