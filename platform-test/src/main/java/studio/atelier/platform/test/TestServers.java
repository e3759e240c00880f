package studio.atelier.platform.test;

import java.nio.file.Path;

/** Three servers of whatever kind. */
interface TestServers extends AutoCloseable {

    ServerAddresses addresses();

    @Override
    void close();

    /**
     * Starts them in containers if a Docker engine answers and has the images, else embedded.
     *
     * @param choice {@code containers} or {@code embedded} leaves no choice; empty or {@code auto} looks
     */
    static TestServers start(String choice, Path home) {
        return switch (choice) {
            case "containers" -> ContainerServers.start();
            case "embedded" -> EmbeddedServers.start(home);
            case "", "auto" -> ContainerServers.available() ? ContainerServers.start() : EmbeddedServers.start(home);
            default ->
                throw new IllegalArgumentException("atelier.test.infra is containers, embedded or auto, not " + choice);
        };
    }
}
