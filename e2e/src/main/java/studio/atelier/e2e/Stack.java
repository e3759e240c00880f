package studio.atelier.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import studio.atelier.local.doctor.Oracle;
import studio.atelier.local.infra.PostgresServer;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.ServiceDatabase;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackPorts;
import studio.atelier.local.stack.ProcessMark;
import studio.atelier.local.stack.Readiness;

/**
 * A running stack of Atelier, started from the packaged jars by the same program as {@code ./atelier up}, in its own
 * directory and on its own ports.
 */
public final class Stack implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(6);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final Duration CHECK_LIMIT = Duration.ofMinutes(2);
    private final StackDirectory directory;
    private final Map<String, String> environment;
    private final boolean owned;

    private Stack(StackDirectory directory, Map<String, String> environment, boolean owned) {
        this.directory = directory;
        this.environment = environment;
        this.owned = owned;
    }

    /**
     * Starts a stack and waits until all parts are ready.
     *
     * @param runDirectory the directory for data, logs and settings; deleted first
     * @param settings additional environment variables
     * @throws IllegalStateException if the stack does not become ready; the message contains its output
     */
    public static Stack start(Path runDirectory, Map<String, String> settings) {
        return start(runDirectory, settings, List.of());
    }

    /**
     * Starts some parts of a stack and waits until they are ready.
     *
     * @param runDirectory the directory for data, logs and settings; deleted first
     * @param settings additional environment variables
     * @param only names of the parts, as {@code ./atelier up --only} takes them; empty for all
     * @throws IllegalStateException if the stack does not become ready; the message contains its output
     */
    public static Stack start(Path runDirectory, Map<String, String> settings, List<String> only) {
        StackDirectory directory = directory(runDirectory);
        directory.wipe();
        return up(directory, settings, only, "--port-offset", Integer.toString(freeOffset()));
    }

    /**
     * Starts parts of a stack again in an existing run directory, with the same data, keys and ports.
     *
     * @throws IllegalStateException if the stack does not become ready; the message contains its output
     */
    public static Stack startAgain(Path runDirectory, Map<String, String> settings, List<String> only) {
        return up(directory(runDirectory), settings, only);
    }

    /**
     * Attaches to a running stack; closing it leaves it running.
     *
     * @throws RuntimeException if no stack was ever started there
     */
    public static Stack running(Path runDirectory) {
        StackDirectory directory = directory(runDirectory);
        return new Stack(directory, Environment.ofLastStart(directory).all(), false);
    }

    private static StackDirectory directory(Path runDirectory) {
        Path root = StackDirectory.rootAround(Path.of(System.getProperty("atelier.root", "")));
        return new StackDirectory(root, runDirectory.toAbsolutePath());
    }

    private static Stack up(
            StackDirectory directory, Map<String, String> settings, List<String> only, String... options) {
        List<String> arguments = new ArrayList<>(List.of("up", "--detach"));
        arguments.addAll(List.of(options));
        if (!only.isEmpty()) {
            arguments.addAll(List.of("--only", String.join(",", only)));
        }
        command(directory, START_LIMIT, settings, arguments.toArray(String[]::new));
        return new Stack(directory, Environment.ofLastStart(directory).all(), true);
    }

    private static int freeOffset() {
        return StackPorts.nextFree()
                .orElseThrow(() -> new IllegalStateException("No ports are free for another stack"))
                .offset();
    }

    /** The gateway's public address. */
    public URI gateway() {
        return URI.create(setting("ATELIER_PUBLIC_URL"));
    }

    /** The sandbox. */
    public URI sandbox() {
        return URI.create(setting("ATELIER_SANDBOX_URL"));
    }

    /** The own address of a service, as in {@code ATELIER_BILLING_URL}. */
    public URI service(String name) {
        return URI.create(setting("ATELIER_" + name + "_URL"));
    }

    /** The database of a service, as in {@code ATELIER_BILLING_DATABASE_NAME}. */
    public ServiceDatabase database(String service) {
        return ServiceDatabase.of(this::setting, service);
    }

    /** Opens a connection of PostgreSQL's superuser to the database of a service. */
    public Connection connectAsSuperuser(String service) throws SQLException {
        return database(service)
                .connectAs(PostgresServer.SUPERUSER, setting("ATELIER_POSTGRES_SUPERUSER_PASSWORD"), "e2e");
    }

    /** A setting of the running stack. */
    public String setting(String name) {
        return findSetting(name)
                .orElseThrow(() -> new IllegalArgumentException(name + " is not among the stack's settings"));
    }

    /** A setting of the running stack; empty if the stack was started without it. */
    public Optional<String> findSetting(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    /** The run directory. */
    public StackDirectory directory() {
        return directory;
    }

    /** The process of this name: {@code billing-service}, {@code postgres}, {@code kafka}, … */
    public ProcessHandle process(String name) {
        return ProcessHandle.of(mark(name).identity().pid()).orElseThrow(() -> noProcess(name));
    }

    /** The supervisor's record of the process of this name. */
    public ProcessMark mark(String name) {
        return ProcessMark.readAll(directory).stream()
                .filter(mark -> mark.name().equals(name))
                .findFirst()
                .orElseThrow(() -> noProcess(name));
    }

    private static IllegalStateException noProcess(String name) {
        return new IllegalStateException("There is no process called " + name);
    }

    /**
     * Stops services gracefully, all together, and waits until the supervisor has restarted each and it is ready.
     *
     * @throws IllegalStateException if a service does not become ready
     */
    public void restart(List<String> services) {
        List<ProcessMark> before = services.stream().map(this::mark).toList();
        before.forEach(mark -> process(mark.name()).destroy());
        before.forEach(mark -> Await.until(
                mark.name() + " to be ready again", START_LIMIT, () -> mark(mark.name()), now -> isNew(mark, now)));
    }

    private static boolean isNew(ProcessMark before, ProcessMark now) {
        return !now.identity().equals(before.identity()) && new Readiness().isReady(URI.create(now.readiness()));
    }

    /** Whether the JVMs of these services have written their class archives for the next start. */
    public boolean hasArchives(List<String> services) {
        try (Stream<Path> cache = Files.walk(directory.cache())) {
            Set<String> files = cache.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            return services.stream().allMatch(service -> files.contains(service + ".jsa"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills a process, as {@code kill -9} does; the supervisor restarts it. */
    public void kill(String name) {
        process(name).destroyForcibly();
    }

    /**
     * Waits until no work is in progress and the invariants I1 to I10 hold for the data that the parts of the stack
     * have stored.
     *
     * @throws IllegalStateException if an invariant stays broken; the message says which, and where
     */
    public void checkInvariants() {
        Oracle oracle = Oracle.of(directory, Duration.ZERO);
        Await.until("the invariants to hold", CHECK_LIMIT, () -> broken(oracle), List::isEmpty);
    }

    private static List<String> broken(Oracle oracle) {
        return oracle.check().stream()
                .filter(verdict -> !verdict.holds())
                .map(verdict -> "%n%s (%s): %s"
                        .formatted(verdict.code(), verdict.sentence(), String.join("; ", verdict.violations())))
                .toList();
    }

    /** The output of {@code ./atelier} for this command, whatever its exit status. */
    public String outputOf(String command) {
        return run(directory, CHECK_LIMIT, Map.of(), command).output();
    }

    @Override
    public void close() {
        if (!owned) {
            return;
        }
        command(directory, STOP_LIMIT, Map.of(), "down");
    }

    private static void command(
            StackDirectory directory, Duration limit, Map<String, String> settings, String... arguments) {
        CommandOutcome outcome = run(directory, limit, settings, arguments);
        if (outcome.exitCode() != 0) {
            throw new IllegalStateException(String.join(" ", arguments) + " failed:\n" + outcome.output());
        }
    }

    private record CommandOutcome(int exitCode, String output) {}

    private static CommandOutcome run(
            StackDirectory directory, Duration limit, Map<String, String> settings, String... arguments) {
        Path jar = directory.root().resolve("deploy/local/target/atelier-local.jar");
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Datelier.root=" + directory.root(),
                "-jar",
                jar.toString()));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--run-dir", directory.run().toString()));
        try {
            Path output = Files.createTempFile("atelier-stack", ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(settings);
            Process process = builder.start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            String text = Files.readString(output);
            Files.delete(output);
            if (!ended) {
                process.destroyForcibly();
                throw new IllegalStateException(String.join(" ", arguments) + " did not end:\n" + text);
            }
            return new CommandOutcome(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
