package studio.atelier.local.infra;

import java.io.IOException;
import java.io.InputStream;
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
            settings().store(out, "Written at each start by Atelier");
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

    /** The settings of {@code kafka.properties}, and those of this broker. */
    private Properties settings() throws IOException {
        Properties settings = new Properties();
        try (InputStream in = KafkaServer.class.getResourceAsStream("kafka.properties")) {
            settings.load(in);
        }
        settings.putAll(Map.of(
                "controller.quorum.voters",
                "1@127.0.0.1:" + controllerPort,
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port(), controllerPort),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + port(),
                "log.dirs",
                directory().resolve("data").toString()));
        return settings;
    }

    private Path configuration() {
        return directory().resolve("server.properties");
    }
}
