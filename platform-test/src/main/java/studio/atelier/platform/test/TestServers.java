package studio.atelier.platform.test;

import java.nio.file.Path;

/** PostgreSQL, Kafka and Redis, in containers or embedded. */
interface TestServers extends AutoCloseable {

    ServerAddresses addresses();

    /** Nothing to do for embedded servers: they end with this JVM. */
    @Override
    default void close() {}

    /**
     * Starts them in containers if a Docker engine answers and has the images, else embedded.
     *
     * @param choice {@code containers} or {@code embedded} forces one kind; empty or {@code auto} detects it
     */
    static TestServers start(String choice, Path home) {
        return switch (choice) {
            case "containers" -> ContainerServers.start();
            case "embedded" -> embedded(home);
            case "", "auto" -> ContainerServers.available() ? ContainerServers.start() : embedded(home);
            default ->
                throw new IllegalArgumentException("atelier.test.infra is containers, embedded or auto, not " + choice);
        };
    }

    /** Servers as processes of this machine. */
    private static TestServers embedded(Path home) {
        System.setProperty("atelier.test.infra.directory", home.toString());
        return OwnServers.start()::addresses;
    }
}
