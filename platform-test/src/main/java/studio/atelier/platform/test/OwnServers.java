package studio.atelier.platform.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import studio.atelier.local.infra.Binaries;
import studio.atelier.local.infra.Infrastructure;
import studio.atelier.local.infra.KafkaServer;
import studio.atelier.local.infra.PostgresServer;
import studio.atelier.local.infra.RedisServer;
import studio.atelier.local.infra.Trees;
import studio.atelier.local.process.Ports;

/**
 * Servers that belong to one test, which may {@code stop()}, {@code kill()} and {@code start()} each; a restarted
 * server has the same port and data.
 */
public final class OwnServers implements AutoCloseable {

    private static final String PASSWORD = "postgres";

    private final RunDirectory directory;
    private final Infrastructure infrastructure;
    private final Thread atExit = new Thread(this::stop, "stop own servers");

    private OwnServers(RunDirectory directory) {
        Binaries binaries = new Binaries(directory.binaries());
        Path path = directory.path();
        this.directory = directory;
        this.infrastructure = new Infrastructure(
                new PostgresServer(
                        path.resolve("postgres"), Ports.free(), binaries, PASSWORD, PostgresServer.forTests()),
                new KafkaServer(path.resolve("kafka"), Ports.free(), Ports.free(), KafkaServer.forTests()),
                new RedisServer(path.resolve("redis"), Ports.free(), binaries));
    }

    /** Starts all three; they end with {@link #close} or with this JVM. */
    public static OwnServers start() {
        OwnServers servers = new OwnServers(RunDirectory.create(RunDirectory.home()));
        Runtime.getRuntime().addShutdownHook(servers.atExit);
        servers.infrastructure.start();
        return servers;
    }

    public PostgresServer postgres() {
        return infrastructure.postgres();
    }

    public KafkaServer kafka() {
        return infrastructure.kafka();
    }

    public RedisServer redis() {
        return infrastructure.redis();
    }

    public ServerAddresses addresses() {
        return new ServerAddresses("127.0.0.1", postgres().port(), PASSWORD, kafka().bootstrapServers(), redis().url());
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    private void stop() {
        infrastructure.close();
        try {
            Trees.delete(directory.path());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + directory.path(), e);
        }
    }
}
