package studio.atelier.local.stack;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import studio.atelier.local.process.ProcessIdentity;
import studio.atelier.local.settings.StackDirectory;
import studio.atelier.local.settings.StackException;

/**
 * The supervisor's record of a process of the stack, read by {@code status}, {@code doctor} and a later supervisor.
 *
 * @param order position in the start order
 * @param readiness address that answers 200 when the process is ready; empty if a running process is ready
 * @param restarts how often it was restarted after it had ended by itself
 * @param lastEnd how it last ended; null if it has not ended
 */
public record ProcessMark(
        String name,
        int order,
        ProcessIdentity identity,
        int port,
        String readiness,
        int restarts,
        @Nullable ProcessEnd lastEnd) {

    /** All marks of a stack, in start order. */
    public static List<ProcessMark> readAll(StackDirectory directory) {
        if (!Files.isDirectory(directory.processes())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.processes())) {
            return files.map(ProcessMark::read)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingInt(ProcessMark::order))
                    .toList();
        } catch (IOException e) {
            throw new StackException("Cannot read " + directory.processes() + ": " + e.getMessage(), e);
        }
    }

    /** Written atomically: a concurrent reader sees the previous mark. */
    void write(StackDirectory directory) {
        Properties properties = new Properties();
        properties.setProperty("order", Integer.toString(order));
        properties.setProperty("identity", identity.toString());
        properties.setProperty("port", Integer.toString(port));
        properties.setProperty("readiness", readiness);
        properties.setProperty("restarts", Integer.toString(restarts));
        if (lastEnd != null) {
            properties.setProperty("endedAt", lastEnd.at().toString());
            properties.setProperty("endedBecause", lastEnd.reason());
        }
        Path fresh = directory.processes().resolveSibling("." + name + ".mark");
        try {
            try (var out = Files.newBufferedWriter(fresh)) {
                properties.store(out, null);
            }
            Files.move(
                    fresh, file(directory, name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StackException("Cannot note that " + name + " runs: " + e.getMessage(), e);
        }
    }

    static void delete(StackDirectory directory, String name) {
        try {
            Files.deleteIfExists(file(directory, name));
        } catch (IOException e) {
            throw new StackException("Cannot note that " + name + " has ended: " + e.getMessage(), e);
        }
    }

    private static Path file(StackDirectory directory, String name) {
        return directory.processes().resolve(name);
    }

    /** A mark of an older version is ignored. */
    private static Optional<ProcessMark> read(Path file) {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new StackException("Cannot read " + file + ": " + e.getMessage(), e);
        }
        @Nullable ProcessIdentity identity = ProcessIdentity.parse(properties.getProperty("identity", ""));
        return identity == null
                ? Optional.empty()
                : Optional.of(new ProcessMark(
                        file.getFileName().toString(),
                        Integer.parseInt(properties.getProperty("order")),
                        identity,
                        Integer.parseInt(properties.getProperty("port")),
                        properties.getProperty("readiness", ""),
                        Integer.parseInt(properties.getProperty("restarts")),
                        lastEnd(properties)));
    }

    private static @Nullable ProcessEnd lastEnd(Properties properties) {
        String at = properties.getProperty("endedAt");
        return at == null ? null : new ProcessEnd(Instant.parse(at), properties.getProperty("endedBecause", ""));
    }
}
