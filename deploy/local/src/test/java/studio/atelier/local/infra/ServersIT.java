package studio.atelier.local.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.local.process.Ports;
import studio.atelier.local.process.ProcessIdentity;

@Timeout(120)
class ServersIT {

    private static final Binaries BINARIES = new Binaries(Path.of("target", "binaries"));

    @TempDir
    private Path directory;

    @Test
    void postgresKeepsWhatWasCommittedWhenItIsKilled() throws SQLException {
        try (PostgresServer postgres = postgres(Ports.free())) {
            postgres.start();
            execute(postgres, "create table note (text text)", "insert into note values ('kept')");

            postgres.kill();
            assertThat(postgres.isRunning()).isFalse();
            postgres.start();

            assertThat(query(postgres, "select text from note")).isEqualTo("kept");
        }
    }

    @Test
    void postgresKeepsItsDataBetweenStarts() throws SQLException {
        int port = Ports.free();
        try (PostgresServer first = postgres(port)) {
            first.start();
            execute(first, "create table note (text text)", "insert into note values ('kept')");
        }
        try (PostgresServer second = postgres(port)) {
            second.start();
            assertThat(query(second, "select text from note")).isEqualTo("kept");
        }
    }

    @Test
    void postgresStartsThoughAnotherProcessHasTheNumberOfItsDeadPostmaster() throws IOException, SQLException {
        try (PostgresServer postgres = postgres(Ports.free())) {
            postgres.start();
            Path lockFile = postgres.directory().resolve("data/postmaster.pid");
            String lock = Files.readString(lockFile);
            postgres.kill();
            Files.writeString(
                    lockFile,
                    lock.replaceFirst(
                            "^\\d+", Long.toString(ProcessHandle.current().pid())));

            postgres.start();

            assertThat(query(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void kafkaKeepsItsRecordsWhenItIsKilled() throws Exception {
        try (KafkaServer kafka = kafka()) {
            kafka.start();
            createTopic(kafka, "notes");
            send(kafka, "notes", "kept");

            kafka.kill();
            kafka.start();

            assertThat(firstRecord(kafka, "notes")).isEqualTo("kept");
        }
    }

    @Test
    void kafkaDoesNotCreateTopicsByItself() throws Exception {
        try (KafkaServer kafka = kafka()) {
            kafka.start();
            try (Admin admin = admin(kafka)) {
                assertThat(admin.describeCluster().nodes().get()).hasSize(1);
                assertThatThrownBy(() -> admin.describeTopics(List.of("never-created"))
                                .allTopicNames()
                                .get())
                        .hasMessageContaining("does not host this topic");
            }
        }
    }

    @Test
    void redisKeepsItsKeysWhenItIsKilled() throws Exception {
        try (RedisServer redis = redis(Ports.free())) {
            redis.start();
            assertThat(redis(redis, "SET note kept")).isEqualTo("+OK");
            Instant limit = Instant.now().plus(Duration.ofSeconds(10));
            while (Files.size(redis.directory().resolve("appendonly.aof")) < 30) {
                assertThat(Instant.now())
                        .as("the append-only file is written each second")
                        .isBefore(limit);
                TimeUnit.MILLISECONDS.sleep(50);
            }

            redis.kill();
            redis.start();

            assertThat(redis(redis, "EXISTS note")).isEqualTo(":1");
        }
    }

    @Test
    void saysWhoseThePortIs() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RedisServer redis = redis(taken.getLocalPort())) {
            assertThatThrownBy(redis::start)
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("Redis")
                    .hasMessageContaining("ATELIER_PORT_OFFSET");
        }
    }

    @Test
    void endsWhatAKilledSupervisorLeftRunning() {
        int port = Ports.free();
        RedisServer orphan = redis(port);
        orphan.start();
        try (RedisServer redis = redis(port)) {
            redis.start();
            assertThat(redis.isRunning()).isTrue();
            assertThat(orphan.isRunning()).isFalse();
        }
    }

    @Test
    void leavesAloneAProcessThatHasTheNumberInAStalePidFile() throws IOException {
        RedisServer redis = redis(Ports.free());
        Files.createDirectories(redis.directory());
        Process bystander = new ProcessBuilder("sleep", "60").start();
        try {
            new ProcessIdentity(bystander.pid(), Instant.now().minus(Duration.ofDays(1)))
                    .write(redis.directory().resolve("pid"));
            redis.start();
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            redis.stop();
            bystander.destroyForcibly();
        }
    }

    @Test
    void showsTheEndOfTheLogWhenAServerDoesNotStart() {
        KafkaServer kafka = new KafkaServer(directory.resolve("kafka"), Ports.free(), Ports.free(), List.of("-Xmx1"));
        assertThatThrownBy(kafka::start)
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("ended while starting")
                .hasMessageContaining("heap");
    }

    private PostgresServer postgres(int port) {
        return new PostgresServer(directory.resolve("postgres"), port, BINARIES, "secret", PostgresServer.forTests());
    }

    private KafkaServer kafka() {
        return new KafkaServer(directory.resolve("kafka"), Ports.free(), Ports.free(), KafkaServer.forTests());
    }

    private RedisServer redis(int port) {
        return new RedisServer(directory.resolve("redis"), port, BINARIES);
    }

    private static void execute(PostgresServer postgres, String... statements) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String query(PostgresServer postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Admin admin(KafkaServer kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    private static void createTopic(KafkaServer kafka, String topic) throws Exception {
        try (Admin admin = admin(kafka)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static void send(KafkaServer kafka, String topic, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", value)).get();
        }
    }

    private static String firstRecord(KafkaServer kafka, String topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            return consumer.poll(Duration.ofSeconds(20)).iterator().next().value();
        }
    }

    private static String redis(RedisServer redis, String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(
                    socket.getInputStream().readNBytes(command.startsWith("SET") ? 3 : 2), StandardCharsets.US_ASCII);
        }
    }
}
