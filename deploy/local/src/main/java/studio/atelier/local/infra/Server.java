package studio.atelier.local.infra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import studio.atelier.local.process.ChildProcess;
import studio.atelier.local.process.Ports;
import studio.atelier.local.process.ProcessIdentity;

/**
 * One server of the infrastructure as a separate process that listens on the loopback address only. Its directory holds
 * its data, its log and the file with its process id. A killed server has its data again after the next {@link #start}.
 */
public abstract sealed class Server implements AutoCloseable permits KafkaServer, PostgresServer, RedisServer {

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long LOG_LIMIT_BYTES = 8L << 20;
    private static final int LOG_TAIL_LINES = 12;

    private final String name;
    private final Path directory;
    private final int port;
    private final ChildProcess process = new ChildProcess();

    Server(String name, Path directory, int port) {
        this.name = name;
        this.directory = directory.toAbsolutePath().normalize();
        this.port = port;
    }

    /** The display name: {@code PostgreSQL}, {@code Kafka}, {@code Redis}. */
    public final String name() {
        return name;
    }

    public final int port() {
        return port;
    }

    public final Path directory() {
        return directory;
    }

    public final Path log() {
        return directory.resolve("server.log");
    }

    /**
     * Starts the server and returns when it answers. A process that a killed supervisor left in the same directory is
     * ended first. Does nothing if the server runs.
     *
     * @throws ServerException if another process has the port, or the server ends or does not answer within 90 s
     */
    public final synchronized void start() {
        if (isRunning()) {
            return;
        }
        createDirectory();
        endLeftover();
        requireFreePort();
        rotateLog();
        prepare();
        awaitReady(launch());
    }

    /** Stops the server gracefully; kills it if it has not ended within 15 s. */
    public final synchronized void stop() {
        process.stop(this::signalStop, STOP_LIMIT);
        deleteIfExists(pidFile());
    }

    /** Kills the process as {@code kill -9} does; returns when it has ended. */
    public final synchronized void kill() {
        process.stop(ProcessHandle::destroyForcibly, STOP_LIMIT);
    }

    public final boolean isRunning() {
        return process.isRunning();
    }

    /**
     * The id of the server's process.
     *
     * @throws IllegalStateException if the server does not run
     */
    public final long pid() {
        return handle().orElseThrow(() -> new IllegalStateException(name + " does not run"))
                .pid();
    }

    /** Completes when the process that was started last has ended for any reason. */
    public final Optional<ProcessHandle> handle() {
        return process.handle();
    }

    /** The exit code of the process that was started last; waits until it has ended. */
    public final int exitCode() {
        return process.exitCode();
    }

    @Override
    public final void close() {
        stop();
    }

    /** Prepares the directory for the first start; called before every start. */
    abstract void prepare();

    abstract List<String> command();

    /** Whether the server can serve its clients. */
    abstract boolean isReady();

    void signalStop(ProcessHandle running) {
        running.destroy();
    }

    /** The log text of a failed start that may succeed when it is repeated. */
    boolean mayTryAgain(String logTail) {
        return false;
    }

    final int run(List<String> command) {
        try {
            Process tool = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            return tool.waitFor();
        } catch (IOException e) {
            throw new ServerException("Cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    final ServerException failed(String what) {
        return new ServerException("%s %s. The end of %s:%n%s".formatted(name, what, log(), logTail()));
    }

    private Process launch() {
        try {
            Process launched = process.start(new ProcessBuilder(command())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile())));
            ProcessIdentity.of(launched.toHandle()).write(pidFile());
            return launched;
        } catch (IOException e) {
            throw new ServerException("Cannot start " + name, e);
        }
    }

    private void awaitReady(Process launched) {
        Process current = launched;
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady()) {
            if (System.nanoTime() > deadline) {
                kill();
                throw failed("did not answer on port %d within %d s".formatted(port, START_LIMIT.toSeconds()));
            }
            if (endsWithin(current, POLL)) {
                if (!mayTryAgain(logTail())) {
                    throw failed("ended while starting (exit code %d)".formatted(current.exitValue()));
                }
                current = launch();
            }
        }
    }

    private void endLeftover() {
        Optional<ProcessHandle> leftover = ProcessIdentity.read(pidFile()).flatMap(ProcessIdentity::find);
        leftover.ifPresent(process -> ChildProcess.end(process, this::signalStop, STOP_LIMIT));
        deleteIfExists(pidFile());
    }

    private void requireFreePort() {
        if (!Ports.isFree(port)) {
            throw new ServerException(
                    Ports.taken(port, name) + ". End that process, or choose other ports with ATELIER_PORT_OFFSET.");
        }
    }

    private static boolean endsWithin(Process running, Duration limit) {
        try {
            return running.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ServerException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ServerException("Interrupted while waiting for a server", e);
    }

    private Path pidFile() {
        return directory.resolve("pid");
    }

    private void createDirectory() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ServerException("Cannot create " + directory, e);
        }
    }

    private void rotateLog() {
        try {
            if (Files.exists(log()) && Files.size(log()) > LOG_LIMIT_BYTES) {
                Files.move(log(), directory.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new ServerException("Cannot rotate " + log(), e);
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private static void deleteIfExists(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ServerException("Cannot delete " + file, e);
        }
    }
}
