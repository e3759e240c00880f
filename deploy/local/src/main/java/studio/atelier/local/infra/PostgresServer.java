package studio.atelier.local.infra;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PostgreSQL 18, with a cluster created at the first start. */
public final class PostgresServer extends Server {

    public static final String SUPERUSER = "postgres";

    private final Binaries binaries;
    private final String password;
    private final Map<String, String> settings;

    /**
     * @param password of the superuser; the cluster keeps the one of its first start
     * @param settings server settings beside the port and the address, as in {@code postgresql.conf}
     */
    public PostgresServer(Path directory, int port, Binaries binaries, String password, Map<String, String> settings) {
        super("PostgreSQL", directory, port);
        this.binaries = binaries;
        this.password = password;
        this.settings = Map.copyOf(settings);
    }

    /** Settings for a cluster whose data survives {@code kill -9} but may be lost when the machine loses power. */
    public static Map<String, String> forTests() {
        return Map.of(
                "fsync", "off",
                "full_page_writes", "off",
                "max_connections", "400",
                "shared_buffers", "128MB");
    }

    /**
     * Settings for a stack on one machine: data as safe as in production, more connections than the default, and
     * statistics of statements.
     */
    public static Map<String, String> forOneMachine() {
        return Map.of(
                "max_connections", "300",
                "shared_buffers", "256MB",
                "max_wal_size", "1GB",
                "shared_preload_libraries", "pg_stat_statements");
    }

    public String password() {
        return password;
    }

    /** A connection of the superuser. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s?connectTimeout=5".formatted(port(), database), SUPERUSER, password);
    }

    @Override
    void prepare() {
        if (Files.exists(data().resolve("PG_VERSION"))) {
            forgetDeadPostmaster();
        } else {
            createCluster();
        }
    }

    @Override
    List<String> command() {
        List<String> command = unprivileged("postgres", "-D", data().toString());
        Map<String, String> own = Map.of(
                "port", Integer.toString(port()),
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "log_min_messages", "warning");
        own.forEach((setting, value) -> command.addAll(List.of("-c", setting + "=" + value)));
        settings.forEach((setting, value) -> command.addAll(List.of("-c", setting + "=" + value)));
        return command;
    }

    @Override
    boolean isReady() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    /** SIGINT is the fast shutdown: unlike SIGTERM, it does not wait until every client has disconnected. */
    @Override
    void signalStop(ProcessHandle running) {
        if (run(List.of("kill", "-INT", Long.toString(running.pid()))) != 0) {
            running.destroy();
        }
    }

    /** The children of a killed postmaster need a moment to notice and to release the shared memory. */
    @Override
    boolean mayTryAgain(String logTail) {
        return logTail.contains("pre-existing shared memory block");
    }

    private void createCluster() {
        Path fresh = directory().resolve("data.new");
        Path passwordFile = directory().resolve("password.new");
        try {
            Trees.delete(fresh);
            Files.writeString(passwordFile, password);
            List<String> command = unprivileged("initdb", "-D", fresh.toString(), "-U", SUPERUSER, "-E", "UTF8");
            command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"));
            command.addAll(List.of("-A", "scram-sha-256", "--pwfile=" + passwordFile, "--no-sync"));
            if (run(command) != 0) {
                throw failed("could not create its cluster");
            }
            Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ServerException("Cannot create the PostgreSQL cluster in " + directory(), e);
        } finally {
            passwordFile.toFile().delete();
        }
    }

    /**
     * PostgreSQL does not start if the process id in its lock file belongs to a running process, even an unrelated one.
     * The process of the last run has ended by now, so the file is deleted unless a postmaster has that id.
     */
    private void forgetDeadPostmaster() {
        Path lockFile = data().resolve("postmaster.pid");
        try {
            if (Files.exists(lockFile) && !isPostmaster(Files.readString(lockFile, StandardCharsets.UTF_8))) {
                Files.delete(lockFile);
            }
        } catch (IOException e) {
            throw new ServerException("Cannot read " + lockFile, e);
        }
    }

    private static boolean isPostmaster(String lockFile) {
        Optional<String> pid = lockFile.lines().findFirst().map(String::strip);
        return pid.filter(text -> text.matches("\\d+"))
                .flatMap(text -> ProcessHandle.of(Long.parseLong(text)))
                .flatMap(process -> process.info().command())
                .filter(command -> command.endsWith("/postgres"))
                .isPresent();
    }

    private List<String> unprivileged(String program, String... arguments) {
        Path executable = binaries.postgres().resolve("bin").resolve(program);
        List<String> command = new ArrayList<>(Unprivileged.prefix(directory()));
        command.add(executable.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private Path data() {
        return directory().resolve("data");
    }
}
