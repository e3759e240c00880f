package studio.atelier.generation.objectstore;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A file that lives for the length of one request. Writes after the removal are ignored, so a cancelled request cannot
 * bring the file back.
 */
public final class TemporaryRequestFile {

    private static final Logger log = LoggerFactory.getLogger(TemporaryRequestFile.class);

    private final Path path;
    private final DurableFileSystem disk;
    private @Nullable OutputStream output;
    private boolean removed;

    TemporaryRequestFile(Path path, DurableFileSystem disk) {
        this.path = path;
        this.disk = disk;
    }

    /** Returns its path; the file exists after the first write. */
    public Path path() {
        return path;
    }

    /**
     * Appends bytes; blocks. Ignored after the removal.
     *
     * @throws ObjectStoreException.ObjectStoreUnavailableException if the disk is full or broken
     */
    public synchronized void writeBytes(byte[] bytes, int from, int length) {
        if (removed) {
            return;
        }
        try {
            if (output == null) {
                output = disk.createFile(path);
            }
            output.write(bytes, from, length);
        } catch (IOException e) {
            throw new ObjectStoreException.ObjectStoreUnavailableException(
                    "The object store failed at the temporary file " + path, e);
        }
    }

    /**
     * Removes it. Repeatable. Never fails: a file that cannot be removed is logged, and removed by the daily scheduled
     * task.
     */
    public Mono<Void> removeFile() {
        return Mono.<Void>fromRunnable(this::deleteOrLog).subscribeOn(Schedulers.boundedElastic());
    }

    private synchronized void deleteOrLog() {
        removed = true;
        try {
            closeAndDelete();
        } catch (IOException e) {
            log.warn("Temporary file {} cannot be removed; the daily scheduled task tries again", path, e);
        }
    }

    private void closeAndDelete() throws IOException {
        try {
            if (output != null) {
                output.close();
            }
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
