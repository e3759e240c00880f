package studio.atelier.platform.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import studio.atelier.local.infra.Trees;
import studio.atelier.local.process.ProcessIdentity;

/** The data directory of the servers of one process: a folder in {@code .infra} that names its owner. */
record RunDirectory(Path base, Path path) {

    private static final String OWNER = "owner";

    /** {@code .infra} in the root of the checkout, or the value of {@code atelier.test.infra.directory}. */
    static Path home() {
        String given = System.getProperty("atelier.test.infra.directory");
        return given != null
                ? Path.of(given).toAbsolutePath()
                : root(Path.of("").toAbsolutePath()).resolve(".infra");
    }

    /** Creates a run directory owned by this process. */
    static RunDirectory create(Path home) {
        try {
            Files.createDirectories(home);
            RunDirectory created = new RunDirectory(home, Files.createTempDirectory(home, "run-"));
            ProcessIdentity.of(ProcessHandle.current()).write(created.path.resolve(OWNER));
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a directory in " + home, e);
        }
    }

    Path binaries() {
        return base.resolve("binaries");
    }

    /** Stops servers whose owner was killed, and deletes their data. */
    static void sweep(Path home) {
        try (Stream<Path> all = Files.list(home)) {
            List<Path> abandoned = all.filter(
                            path -> path.getFileName().toString().startsWith("run-"))
                    .filter(RunDirectory::isAbandoned)
                    .toList();
            for (Path directory : abandoned) {
                endServers(directory);
                Trees.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot clean " + home, e);
        }
    }

    private static boolean isAbandoned(Path directory) {
        return ProcessIdentity.read(directory.resolve(OWNER))
                .filter(owner -> !owner.isAlive())
                .isPresent();
    }

    private static void endServers(Path directory) throws IOException {
        try (Stream<Path> servers = Files.list(directory)) {
            CompletableFuture<?>[] ended = servers.filter(Files::isDirectory)
                    .map(server -> server.resolve("pid"))
                    .flatMap(file -> ProcessIdentity.read(file).flatMap(ProcessIdentity::find).stream())
                    .peek(ProcessHandle::destroyForcibly)
                    .map(ProcessHandle::onExit)
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(ended).join();
        }
    }

    private static Path root(Path start) {
        for (Path path = start; path != null; path = path.getParent()) {
            if (Files.exists(path.resolve(".mvn")) && Files.exists(path.resolve("platform-test"))) {
                return path;
            }
        }
        return start.resolve("target");
    }
}
