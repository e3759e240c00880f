package studio.atelier.local.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import studio.atelier.local.infra.Trees;
import studio.atelier.local.stack.ProcessEnd;

/**
 * The directories and files of a stack.
 *
 * @param root of the checkout, with the jars and the {@code .env}
 * @param run everything else: settings, data, logs, marks of running processes
 */
public record StackDirectory(Path root, Path run) {

    private static final String CACHE = "cache";

    /**
     * Finds the checkout that contains a directory.
     *
     * @throws StackException if the directory is in no checkout
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

    /** The keys generated for this stack. */
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

    /** The file in which a service records its problem; see {@link ProcessEnd}. */
    public Path endReason(String process) {
        return run.resolve("ends").resolve(process);
    }

    /** The file that the supervisor locks while it runs. */
    public Path lock() {
        return run.resolve("lock");
    }

    /** The file that exists while the stack is ready. */
    public Path readyMark() {
        return run.resolve("ready");
    }

    /** Programs and archives that can be recreated, which takes time. */
    public Path cache() {
        return run.resolve(CACHE);
    }

    public Path data(String server) {
        return run.resolve(server);
    }

    public Path objects() {
        return run.resolve("objects");
    }

    /** Creates the directory, accessible to its owner only. */
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
