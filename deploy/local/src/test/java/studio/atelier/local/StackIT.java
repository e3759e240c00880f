package studio.atelier.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.local.doctor.Oracle;
import studio.atelier.local.doctor.Verdict;
import studio.atelier.local.process.Ports;
import studio.atelier.local.process.ProcessIdentity;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackPorts;
import studio.atelier.local.stack.ProcessMark;

/** The servers of one stack under a supervisor in a separate process, as a user starts it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class StackIT {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int OFFSET = freeOffset();

    @TempDir
    private static Path temporary;

    private static StackDirectory directory;

    @BeforeAll
    static void up() throws Exception {
        directory = new StackDirectory(ROOT, temporary.resolve("run"));
        Run up = atelier("up", "--detach", "--only", "infra", "--port-offset", Integer.toString(OFFSET));
        assertThat(up.output()).contains("✓ PostgreSQL", "✓ Kafka", "✓ Redis", "Atelier is ready after");
        assertThat(up.exitCode()).isZero();
    }

    @AfterAll
    static void down() throws Exception {
        assertThat(atelier("down", "--wipe").exitCode()).isZero();
        assertThat(directory.environmentFile()).doesNotExist();
    }

    @Test
    @Order(1)
    void eachServiceHasADatabaseWhoseRoleIsLimited() throws SQLException {
        Environment environment = Environment.ofLastStart(directory);
        for (String service : Environment.DATABASES) {
            try (Connection connection = environment.database(service).connect();
                    Statement statement = connection.createStatement();
                    var rows = statement.executeQuery("show statement_timeout")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("5s");
            }
        }
    }

    @Test
    @Order(2)
    void statusShowsWhatRuns() throws Exception {
        assertThat(atelier("status").output()).contains("supervisor", "postgres", "redis", "kafka", "MiB", "ready");
    }

    @Test
    @Order(3)
    void aSecondStartOfTheSameStackSaysThatItRuns() throws Exception {
        for (Run second : List.of(atelier("up", "--only", "infra"), atelier("up", "--only", "infra", "--detach"))) {
            assertThat(second.output()).contains("Atelier runs already");
            assertThat(second.exitCode()).isZero();
        }
        assertThat(directory.log("supervisor"))
                .content()
                .contains("Atelier is ready")
                .doesNotContain("runs already");
        assertThat(directory.readyMark()).exists();
    }

    @Test
    @Order(3)
    void aPortOffsetThatIsNoNumberIsRefused() throws Exception {
        Run wrong = atelier("up", "--detach", "--port-offset", "abc");
        assertThat(wrong.output()).contains("--port-offset needs a number, not abc");
        assertThat(wrong.exitCode()).isNotZero();
    }

    @Test
    @Order(4)
    void anotherStackOnTheSamePortsSaysWhichPortIsTaken() throws Exception {
        Run other = atelierIn(
                temporary.resolve("other"), "up", "--only", "redis", "--port-offset", Integer.toString(OFFSET));
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.output())
                .contains("Port " + (16379 + OFFSET), "redis", "taken", "--port-offset")
                .doesNotContain("Starting");
    }

    @Test
    @Order(4)
    void theDoctorOfADirectoryThatIsNoStackFails() throws Exception {
        Run doctor = atelierIn(temporary.resolve("nowhere"), "doctor");
        assertThat(doctor.output()).contains("There is no stack in " + temporary.resolve("nowhere"));
        assertThat(doctor.exitCode()).isEqualTo(1);
    }

    @Test
    @Order(5)
    void aKilledServerIsStartedAgain() throws Exception {
        ProcessIdentity killed = mark("redis").identity();
        killed.find().orElseThrow().destroyForcibly();
        await(() -> Optional.of(mark("redis"))
                .filter(mark -> !mark.identity().equals(killed))
                .filter(mark -> mark.identity().isAlive())
                .filter(mark -> mark.restarts() == 1)
                .isPresent());
        assertThat(atelier("status").output()).containsPattern("redis .*last end: \\d\\d:\\d\\d:\\d\\d, killed");
    }

    @Test
    @Order(6)
    void theInvariantsHoldInEmptyBooksAndNoticeWrongOnes() throws Exception {
        createTables();
        assertThat(broken()).isEmpty();

        Environment environment = Environment.ofLastStart(directory);
        try (Connection billing = environment.database("BILLING").connect();
                Statement statement = billing.createStatement()) {
            statement.execute("""
                    insert into account (user_id, opened_at) values (gen_random_uuid(), now());
                    insert into account_balance (account_id, source, units, held)
                    select id, 'credits', 5, 0 from account where user_id is not null;
                    insert into hold (id, account_id, status, group_size, unit, funding, amount, purpose, source, captured,
                                      expires_at, created_at, ended_at)
                    select gen_random_uuid(), id, 'captured', 1, 'actions', 'auto', 2, 'try-on', 'credits', 2,
                           now(), now(), now() from account where user_id is not null
                    """);
        }
        try (Connection generation = environment.database("GENERATION").connect();
                Statement statement = generation.createStatement()) {
            statement.execute("""
                    insert into job (id, user_id, operation, parameters, model, prompt, prompt_version, price, unit,
                                             funding, hold_id, hold_expires_at, wait_until)
                    values (gen_random_uuid(), gen_random_uuid(), 'try-on', '{}', 'm', 'p', '1', 2, 'actions', 'auto',
                            gen_random_uuid(), now(), now() - interval '1 hour')
                    """);
        }
        assertThat(broken()).containsExactlyInAnyOrder("I1", "I2", "I4");
    }

    @Test
    @Order(7)
    void whatAKilledSupervisorLeavesIsEndedByDown() throws Exception {
        List<ProcessMark> servers = ProcessMark.readAll(directory).stream()
                .filter(mark -> !"supervisor".equals(mark.name()))
                .toList();
        mark("supervisor").identity().find().orElseThrow().destroyForcibly();
        assertThat(servers).hasSize(3).allMatch(mark -> mark.identity().isAlive());

        assertThat(atelier("down").output()).contains("Everything has ended.");

        assertThat(servers).noneMatch(mark -> mark.identity().isAlive());
        assertThat(IntStream.of(15432, 16379, 19092).map(port -> port + OFFSET).allMatch(Ports::isFree))
                .isTrue();
    }

    private static List<String> broken() {
        return Oracle.of(directory, Duration.ZERO).check().stream()
                .filter(verdict -> !verdict.holds())
                .map(Verdict::code)
                .toList();
    }

    /** The services' own migrations, so that the oracle's SQL is checked against the real tables. */
    private static void createTables() throws Exception {
        Environment environment = Environment.ofLastStart(directory);
        for (String service : Environment.DATABASES) {
            try (Connection connection = environment.database(service).connect();
                    Statement statement = connection.createStatement()) {
                for (Path migration : Migrations.of(service.toLowerCase(Locale.ROOT))) {
                    statement.execute(Files.readString(migration));
                }
            }
        }
        Map<String, Object> kafka = Map.of("bootstrap.servers", environment.get("ATELIER_KAFKA_BOOTSTRAP_SERVERS"));
        try (Admin admin = Admin.create(kafka)) {
            admin.createTopics(List.of(new NewTopic("user.notifications.v1", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static ProcessMark mark(String name) {
        return ProcessMark.readAll(directory).stream()
                .filter(mark -> mark.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static int freeOffset() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(1_000, 12_000))
                .filter(offset -> Stream.of(new StackPorts(offset))
                        .flatMap(ports ->
                                Stream.of(ports.postgres(), ports.redis(), ports.kafka(), ports.kafkaController()))
                        .allMatch(Ports::isFree))
                .findFirst()
                .orElseThrow();
    }

    private static Run atelier(String... arguments) throws Exception {
        return atelierIn(directory.run(), arguments);
    }

    private static Run atelierIn(Path run, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:TieredStopAtLevel=1",
                "-Datelier.root=" + ROOT,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--run-dir", run.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output.lines().collect(Collectors.joining("\n")));
    }

    private record Run(int exitCode, String output) {}
}
