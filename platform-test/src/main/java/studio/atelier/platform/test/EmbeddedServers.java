package studio.atelier.platform.test;

import java.nio.file.Path;

/** Servers as processes of this machine. */
record EmbeddedServers(OwnServers servers) implements TestServers {

    static EmbeddedServers start(Path home) {
        System.setProperty("atelier.test.infra.directory", home.toString());
        return new EmbeddedServers(OwnServers.start());
    }

    @Override
    public ServerAddresses addresses() {
        return servers.addresses();
    }

    /** Nothing to do: the servers end with this JVM. */
    @Override
    public void close() {
        // see OwnServers
    }
}
