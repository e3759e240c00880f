package studio.atelier.bench.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import studio.atelier.bench.measure.CpuTime;
import studio.atelier.e2e.Stack;
import studio.atelier.local.infra.PostgresServer;
import studio.atelier.local.settings.ServiceDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * graphile-worker, a queue in PostgreSQL, in {@code bench/peers/graphile-worker}, with a database of its own in the
 * stack's PostgreSQL.
 */
final class GraphilePeer {

    private static final String DATABASE = "bench_graphile_worker";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Stack stack;
    private final Path folder;
    private final Path directory;
    private final boolean installed;

    /** Installs the packages of the peer if they are missing. */
    GraphilePeer(Stack stack) {
        this.stack = stack;
        this.folder = stack.directory().root().resolve("bench/peers/graphile-worker");
        this.directory = stack.directory().run().resolveSibling("peer");
        this.installed = Files.isDirectory(folder.resolve("node_modules/graphile-worker")) || install();
    }

    private boolean install() {
        try {
            run(Map.of(), List.of("npm", "ci", "--no-audit", "--no-fund"));
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            return false; // the note says so
        }
    }

    /**
     * Adds jobs, does them, and checks that each was charged once; empty if the peer is not installed.
     *
     * @throws IllegalStateException if the peer did not do the measured work
     */
    Optional<Measured> measure(int jobs, int accounts) {
        if (!installed) {
            return Optional.empty();
        }
        createDatabase();
        CpuTime before = CpuTime.of(stack);
        Path output = run(
                Map.of("DATABASE_URL", address()),
                List.of("node", "queue.mjs", Integer.toString(jobs), Integer.toString(accounts)));
        double postgresMillis = CpuTime.of(stack).since(before).getOrDefault("postgres", Double.NaN);
        return Optional.of(Measured.read(output, jobs, postgresMillis));
    }

    /** What a reader of the figures has to know about the peer. */
    String note() {
        return installed
                ? "graphile-worker (bench/peers/graphile-worker) runs on the same PostgreSQL while Atelier idles. Its jobs are"
                        + " added one by one, 16 at once, then done, 32 at once; a task does nothing but place and capture a"
                        + " hold, each with the balance, each committed."
                : "!!! graphile-worker was NOT measured: npm could not install it in bench/peers/graphile-worker.";
    }

    private void createDatabase() {
        try (Connection connection = stack.connectAsSuperuser("GENERATION");
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + DATABASE);
            statement.execute("create database " + DATABASE);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String address() {
        ServiceDatabase server = stack.database("GENERATION");
        return "postgres://%s:%s@%s:%s/%s"
                .formatted(
                        PostgresServer.SUPERUSER,
                        URLEncoder.encode(stack.setting("ATELIER_POSTGRES_SUPERUSER_PASSWORD"), StandardCharsets.UTF_8),
                        server.host(),
                        server.port(),
                        DATABASE);
    }

    /** Runs a program in the peer's folder and returns the file with its output. */
    private Path run(Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(Files.createDirectories(directory), "graphile-worker-", ".out");
            Path errors = output.resolveSibling(output.getFileName() + ".err");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try {
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalStateException("%s failed, or did not end within %s:%n%s"
                            .formatted(String.join(" ", command), LIMIT, Files.readString(errors)));
                }
                return output;
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * What the peer achieved.
     *
     * @param addedAndDone jobs per second, the time to add them included
     * @param done jobs per second from a full queue
     * @param millisEach processor time of a job, of PostgreSQL and of the worker
     */
    record Measured(double addedAndDone, double done, double millisEach) {

        private static Measured read(Path output, int jobs, double postgresMillis) {
            try {
                return parse(Files.readString(output), jobs, postgresMillis);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The last line of the output is JSON; PostgreSQL has worked for the warm-up, too. */
        static Measured parse(String output, int jobs, double postgresMillis) {
            JsonNode measured =
                    JsonMapper.shared().readTree(output.lines().toList().getLast());
            double adding = measured.path("addingSeconds").asDouble();
            double doing = measured.path("doingSeconds").asDouble();
            return new Measured(
                    jobs / (adding + doing),
                    jobs / doing,
                    measured.path("processorMillis").asDouble() / jobs
                            + postgresMillis / measured.path("allJobs").asDouble());
        }
    }
}
