package studio.atelier.local.infra;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import studio.atelier.local.process.Ports;

/**
 * One Kafka broker with its KRaft controller in the same process, {@code kafka.Kafka}. Automatic topic creation is off;
 * offsets, logs and the cluster id are kept between starts.
 */
public final class KafkaServer extends Server {

    private static final String ANSWER_MILLIS = "2000";

    private final int controllerPort;
    private final List<String> jvmArguments;

    /**
     * Creates a broker without starting it.
     *
     * @param controllerPort port of the controller's listener
     */
    public KafkaServer(Path directory, int port, int controllerPort, List<String> jvmArguments) {
        super("Kafka", directory, port);
        this.controllerPort = controllerPort;
        this.jvmArguments = List.copyOf(jvmArguments);
    }

    /** JVM arguments for a broker that runs as long as a test suite. */
    public static List<String> forTests() {
        return List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
    }

    /**
     * JVM arguments for a broker that is started again and again.
     *
     * @param archive where the JVM keeps the classes it loaded, for its next start
     */
    public static List<String> forOneMachine(Path archive) {
        return List.of(
                "-Xmx256m", "-XX:+UseSerialGC", "-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + archive);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    @Override
    void prepare() {
        try (var out = Files.newOutputStream(configuration())) {
            Properties properties = new Properties();
            properties.putAll(settings());
            properties.store(out, "Written at each start by Atelier");
        } catch (IOException e) {
            throw new ServerException("Cannot write " + configuration(), e);
        }
    }

    @Override
    List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArguments);
        command.add("-Xlog:disable");
        command.add("-Xlog:all=error:stderr");
        command.add("-Dslf4j.provider=" + BrokerLogging.class.getName());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Broker.class.getName());
        command.add(configuration().toString());
        return command;
    }

    @Override
    boolean isReady() {
        if (!Ports.answers(port())) {
            return false;
        }
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers(),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        try (Admin admin = Admin.create(settings)) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port(), controllerPort)),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port()),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", directory().resolve("data").toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("num.partitions", "12"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "4"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                // a killed consumer with a session timeout of 6 s must not delay the group longer
                Map.entry("group.min.session.timeout.ms", "3000"),
                Map.entry("log.segment.bytes", "67108864"),
                Map.entry("log.index.size.max.bytes", "1048576"),
                Map.entry("log.retention.hours", "168"),
                Map.entry("log.cleaner.dedupe.buffer.size", "8388608"),
                // a killed broker can register again only after its previous session has expired
                Map.entry("broker.heartbeat.interval.ms", "1000"),
                Map.entry("broker.session.timeout.ms", "4000"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "4"),
                Map.entry("background.threads", "2"),
                Map.entry("num.recovery.threads.per.data.dir", "2"));
    }

    private Path configuration() {
        return directory().resolve("server.properties");
    }
}
