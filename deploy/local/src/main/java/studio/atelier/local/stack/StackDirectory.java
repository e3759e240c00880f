package studio.atelier.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import studio.atelier.local.infra.Trees;

/**
 * Where a stack keeps its things.
 *
 * @param root of the checkout, where the jars and the {@code .env} are
 * @param run everything else: settings, data, logs, marks of running processes
 */
public record StackDirectory(Path root, Path run) {

    private static final String CACHE = "cache";

    /**
     * The checkout around a folder.
     *
     * @throws StackException if the folder is in none
     */
    public static Path rootAround(Path folder) {
        for (Path path = folder.toAbsolutePath().normalize(); path != null; path = path.getParent()) {
            if (Files.exists(path.resolve("deploy/local/pom.xml"))) {
                return path;
            }
        }
        throw new StackException(folder + " is not inside a checkout of Atelier");
    }

    public static Path defaultRun(Path root) {
        return root.resolve("deploy/local/.run");
    }

    public Path environmentFile() {
        return run.resolve("env");
    }

    /** The keys that were made up for this stack. */
    Path secretsFile() {
        return run.resolve("secrets");
    }

    public Path logs() {
        return run.resolve("logs");
    }

    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    public Path processes() {
        return run.resolve("processes");
    }

    /** Where a service writes down what is wrong with it; see {@link ProcessEnd}. */
    Path endReason(String process) {
        return run.resolve("ends").resolve(process);
    }

    /** Locked by the supervisor as long as it runs. */
    public Path lock() {
        return run.resolve("lock");
    }

    /** There when the stack is ready. */
    public Path readyMark() {
        return run.resolve("ready");
    }

    /** Programs and archives that can be made again but need time. */
    public Path cache() {
        return run.resolve(CACHE);
    }

    public Path data(String server) {
        return run.resolve(server);
    }

    public Path objects() {
        return run.resolve("objects");
    }

    /** Makes the directory, open to its owner only. */
    public void create() {
        try {
            Files.createDirectories(run);
            PrivateFiles.restrictDirectory(run);
            Files.createDirectories(logs());
            Files.createDirectories(processes());
            Files.createDirectories(run.resolve("ends"));
        } catch (IOException e) {
            throw new StackException("Cannot create " + run + ": " + e.getMessage(), e);
        }
    }

    /** Deletes everything but the cache. */
    public void wipe() {
        if (!Files.exists(run)) {
            return;
        }
        try (Stream<Path> content = Files.list(run)) {
            for (Path path : content.toList()) {
                if (!path.equals(cache())) {
                    Trees.delete(path);
                }
            }
        } catch (IOException e) {
            throw new StackException("Cannot delete the data in " + run + ": " + e.getMessage(), e);
        }
    }
}
