package studio.atelier.generation.objectstore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Names files that exist for the length of one request. They are beside the stored objects, so that a finished one can
 * be moved into its place. The creator removes its file; files left behind by a crash are removed by a daily scheduled
 * task.
 */
@Component
public class TemporaryRequestFiles {

    private final Path directory;
    private final ObjectStoreProperties properties;
    private final DurableFileSystem disk;
    private final Clock clock;

    TemporaryRequestFiles(ObjectStoreProperties properties, DurableFileSystem disk, Clock clock) throws IOException {
        this.directory =
                Files.createDirectories(properties.directory().toAbsolutePath().resolve("tmp"));
        this.properties = properties;
        this.disk = disk;
        this.clock = clock;
    }

    /** Returns a file that the caller must remove in the end, even after a failure; nothing is on the disk yet. */
    public TemporaryRequestFile nextFile() {
        return new TemporaryRequestFile(nextPath(), disk);
    }

    /** Returns an unused name; the file does not exist yet. */
    Path nextPath() {
        return directory.resolve(UUID.randomUUID() + ".part");
    }

    /** Removes files left behind by crashes and returns how many. */
    Mono<Long> removeLeftBehind() {
        return Mono.fromCallable(this::deleteOld).subscribeOn(Schedulers.boundedElastic());
    }

    private long deleteOld() throws IOException {
        Instant limit = clock.instant().minus(properties.temporaryFor());
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isOlder(file, limit))
                    .filter(TemporaryRequestFiles::deleteFile)
                    .count();
        }
    }

    private static boolean isOlder(Path file, Instant limit) {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(limit);
        } catch (NoSuchFileException e) {
            return false; // its request has just ended
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean deleteFile(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
