package studio.atelier.bench.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.local.settings.ServiceDatabase;

/** PostgreSQL's own load generator: prepared statements sent from C directly to the server. */
final class Pgbench {

    private static final String PROGRAM = "pgbench";
    private static final Pattern RATE = Pattern.compile("^tps = ([0-9.]+)", Pattern.MULTILINE);
    private static final Pattern FAILED =
            Pattern.compile("^number of failed transactions: ([1-9]\\d*)", Pattern.MULTILINE);

    private Pgbench() {}

    /** Whether pgbench is installed; Debian's {@code postgresql-contrib} or {@code postgresql} contains it. */
    static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, PROGRAM)));
    }

    /**
     * Runs randomly chosen scripts for this long.
     *
     * @param scripts in pgbench's language
     * @return scripts per second
     */
    static double perSecond(ServiceDatabase database, int connections, Duration time, List<String> scripts) {
        try {
            Path folder = Files.createTempDirectory("atelier-pgbench");
            List<String> command = new ArrayList<>(List.of(PROGRAM, "-n"));
            command.addAll(List.of(
                    "-M", "prepared",
                    "-h", database.host(),
                    "-p", database.port(),
                    "-U", database.user(),
                    "-c", Integer.toString(connections),
                    "-j", "2",
                    "-T", Long.toString(time.toSeconds())));
            for (int number = 0; number < scripts.size(); number++) {
                Path file = Files.writeString(folder.resolve(number + ".sql"), scripts.get(number));
                command.addAll(List.of("-f", file.toString()));
            }
            command.add(database.name());
            return rate(output(command, database.password()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String output(List<String> command, String password) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", password);
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The rate in the output of pgbench. */
    static double rate(String output) {
        Matcher rate = RATE.matcher(output);
        if (!rate.find() || FAILED.matcher(output).find()) {
            throw new IllegalStateException("pgbench failed:\n" + output);
        }
        return Double.parseDouble(rate.group(1));
    }
}
