package studio.atelier.platform.test;

import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** Servers in containers, from the images that a deployment uses. */
record ContainerServers(GenericContainer<?> postgres, KafkaContainer kafka, GenericContainer<?> redis)
        implements TestServers {

    private static final String POSTGRES = "postgres:18";
    private static final String REDIS = "redis:8";
    private static final String KAFKA = "apache/kafka:4.2.1";
    private static final String PASSWORD = "postgres";
    private static final int POSTGRES_PORT = 5432;
    private static final int REDIS_PORT = 6379;

    /** Whether a Docker engine answers and has the images; nothing is downloaded for a test. */
    static boolean available() {
        return engineConfigured()
                && DockerClientFactory.instance().isDockerAvailable()
                && List.of(POSTGRES, REDIS, KAFKA).stream().allMatch(ContainerServers::present);
    }

    static ContainerServers start() {
        ContainerServers servers = new ContainerServers(
                new GenericContainer<>(DockerImageName.parse(POSTGRES))
                        .withEnv("POSTGRES_PASSWORD", PASSWORD)
                        .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=400")
                        .withExposedPorts(POSTGRES_PORT)
                        .waitingFor(Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 2)),
                new KafkaContainer(DockerImageName.parse(KAFKA)).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                new GenericContainer<>(DockerImageName.parse(REDIS)).withExposedPorts(REDIS_PORT));
        Startables.deepStart(servers.postgres, servers.kafka, servers.redis).join();
        return servers;
    }

    @Override
    public ServerAddresses addresses() {
        return new ServerAddresses(
                postgres.getHost(),
                postgres.getMappedPort(POSTGRES_PORT),
                PASSWORD,
                kafka.getBootstrapServers(),
                "redis://%s:%d".formatted(redis.getHost(), redis.getMappedPort(REDIS_PORT)));
    }

    @Override
    public void close() {
        redis.stop();
        kafka.stop();
        postgres.stop();
    }

    /** Avoids the search by Testcontainers, and its warnings, where there is clearly no engine. */
    private static boolean engineConfigured() {
        return System.getenv("DOCKER_HOST") != null
                || Files.exists(Path.of("/var/run/docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock"))
                || Files.exists(Path.of(System.getProperty("user.home"), ".testcontainers.properties"));
    }

    private static boolean present(String image) {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }
}
