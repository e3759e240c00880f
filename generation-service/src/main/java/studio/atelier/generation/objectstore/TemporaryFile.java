package studio.atelier.generation.objectstore;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A file that lives for the length of one request. Once removed it does not come back, even if somebody who has not
 * heard of the request's end still writes to it.
 */
public final class TemporaryFile {

    private final Path path;
    private final Disk disk;
    private @Nullable OutputStream output;
    private boolean removed;

    TemporaryFile(Path path, Disk disk) {
        this.path = path;
        this.disk = disk;
    }

    /** Where it lies once something was written. */
    public Path path() {
        return path;
    }

    /**
     * Adds to its end; blocks. Ignored after the removal.
     *
     * @throws ObjectStoreException.Unavailable if the disk is full or broken
     */
    public synchronized void write(byte[] bytes, int from, int length) {
        if (removed) {
            return;
        }
        try {
            if (output == null) {
                output = disk.create(path);
            }
            output.write(bytes, from, length);
        } catch (IOException e) {
            throw new ObjectStoreException.Unavailable("The store failed at the temporary file " + path, e);
        }
    }

    /** Removes it. Repeatable. */
    public Mono<Void> remove() {
        return Mono.fromCallable(this::delete)
                .subscribeOn(Schedulers.boundedElastic())
                .then();
    }

    private synchronized boolean delete() throws IOException {
        removed = true;
        if (output != null) {
            output.close();
        }
        return Files.deleteIfExists(path);
    }
}
