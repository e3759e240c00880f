package studio.atelier.platform.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.local.process.Ports;
import studio.atelier.local.process.ProcessIdentity;
import studio.atelier.platform.test.SharedServers.SharedFiles;

@Timeout(120)
class SharedServersIT {

    @TempDir
    private Path home;

    private SharedFiles files;
    private Process user;
    private Process servers;

    @BeforeEach
    void start() throws Exception {
        files = new SharedFiles(home);
        user = new ProcessBuilder("sleep", "100").start();
        files.addUser(user.toHandle());
        servers = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-Datelier.test.infra=embedded",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SharedServersProcess.class.getName(),
                        home.toString()))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("servers.log").toFile())
                .start();
        while (files.process().isEmpty()) {
            assertThat(servers.waitFor(50, TimeUnit.MILLISECONDS))
                    .as("ended early")
                    .isFalse();
        }
    }

    @AfterEach
    void end() throws Exception {
        user.destroyForcibly();
        servers.destroy();
        servers.waitFor();
    }

    @Test
    void endWithTheirLastUser() throws Exception {
        int port = ServerAddresses.read(files.addresses()).postgresPort();
        assertThat(Ports.answers(port)).isTrue();

        user.destroyForcibly().waitFor();

        assertThat(servers.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(Ports.answers(port)).isFalse();
        assertThat(files.process()).isEmpty();
        assertThat(runDirectories()).isEmpty();
    }

    @Test
    void areSweptAwayByTheNextStartWhenTheyWereKilled() throws Exception {
        List<ProcessIdentity> orphans = serverProcesses();
        servers.destroyForcibly().waitFor();
        assertThat(orphans).hasSize(3).allMatch(ProcessIdentity::isAlive);

        RunDirectory.sweep(home);

        assertThat(orphans).noneMatch(ProcessIdentity::isAlive);
        assertThat(runDirectories()).isEmpty();
    }

    private List<ProcessIdentity> serverProcesses() throws Exception {
        return Stream.of("postgres", "kafka", "redis")
                .map(server -> runDirectory().resolve(server).resolve("pid"))
                .map(ProcessIdentity::read)
                .flatMap(Optional::stream)
                .toList();
    }

    private Path runDirectory() {
        return runDirectories().getFirst();
    }

    private List<Path> runDirectories() {
        try (Stream<Path> content = Files.list(home)) {
            return content.filter(path -> path.getFileName().toString().startsWith("run-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
