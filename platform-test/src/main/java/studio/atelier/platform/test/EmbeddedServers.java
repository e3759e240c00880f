package studio.atelier.platform.test;

import java.nio.file.Path;

/** Processes of this machine. */
record EmbeddedServers(OwnServers servers) implements TestServers {

    static EmbeddedServers start(Path home) {
        System.setProperty("atelier.test.infra.directory", home.toString());
        return new EmbeddedServers(OwnServers.start());
    }

    @Override
    public ServerAddresses addresses() {
        return servers.addresses();
    }

    /** The servers end with this JVM by themselves. */
    @Override
    public void close() {
        // see OwnServers
    }
}
