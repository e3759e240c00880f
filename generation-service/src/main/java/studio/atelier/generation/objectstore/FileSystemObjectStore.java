package studio.atelier.generation.objectstore;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Objects as files. A file is written under a temporary name, forced to the disk, renamed into its place, and the
 * directory forced too: only then is it said to be there. Directories are spread by the last four hex digits of the id,
 * which are random in a UUIDv7, so that none grows large.
 */
@Component
class FileSystemObjectStore implements ObjectStore {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path directory;
    private final TemporaryFiles temporaryFiles;
    private final Disk disk;

    FileSystemObjectStore(ObjectStoreProperties properties, TemporaryFiles temporaryFiles, Disk disk) {
        this.directory = properties.directory().toAbsolutePath();
        this.temporaryFiles = temporaryFiles;
        this.disk = disk;
    }

    @Override
    public Mono<Void> put(ObjectKey key, byte[] content) {
        return Mono.fromCallable(() -> write(key, content))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IOException.class, e -> new ObjectStoreException.Unavailable(key, e))
                .then();
    }

    @Override
    public Flux<DataBuffer> read(ObjectKey key) {
        return DataBufferUtils.readAsynchronousFileChannel(
                        () -> AsynchronousFileChannel.open(place(key), StandardOpenOption.READ),
                        DefaultDataBufferFactory.sharedInstance,
                        BUFFER_BYTES)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IOException.class, e -> readFailure(key, e));
    }

    @Override
    public Mono<Void> delete(ObjectKey key) {
        return Mono.fromCallable(() -> Files.deleteIfExists(place(key)))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IOException.class, e -> new ObjectStoreException.Unavailable(key, e))
                .then();
    }

    private Path write(ObjectKey key, byte[] content) throws IOException {
        Path place = place(key);
        Path temporary = temporaryFiles.nextPath();
        Path parent = directoryOf(key);
        try {
            disk.write(temporary, content);
            disk.makeDirectory(parent);
            disk.move(temporary, place);
            disk.sync(parent);
            return place;
        } catch (IOException e) {
            deleteAfter(e, temporary);
            throw e;
        }
    }

    private static void deleteAfter(IOException failure, Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e); // the daily task removes it
        }
    }

    private Path place(ObjectKey key) {
        return directoryOf(key).resolve(key.id() + "-" + key.name());
    }

    private Path directoryOf(ObjectKey key) {
        String id = key.id().toString();
        int end = id.length();
        return directory
                .resolve(key.folder())
                .resolve(id.substring(end - 4, end - 2))
                .resolve(id.substring(end - 2));
    }

    private static ObjectStoreException readFailure(ObjectKey key, IOException e) {
        return e instanceof NoSuchFileException
                ? new ObjectStoreException.Missing(key, e)
                : new ObjectStoreException.Unavailable(key, e);
    }
}
