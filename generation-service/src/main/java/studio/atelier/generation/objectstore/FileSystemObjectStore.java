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
 * Objects as files. A file is written under a temporary name, forced to disk and renamed, and its directory is forced
 * too: only then does the write complete. Directories are spread by the last four hex digits of the id, which are
 * random in a UUIDv7, so that none grows large.
 */
@Component
class FileSystemObjectStore implements ObjectStore {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path directory;
    private final TemporaryRequestFiles temporaryFiles;
    private final DurableFileSystem disk;

    FileSystemObjectStore(
            ObjectStoreProperties properties, TemporaryRequestFiles temporaryFiles, DurableFileSystem disk) {
        this.directory = properties.directory().toAbsolutePath();
        this.temporaryFiles = temporaryFiles;
        this.disk = disk;
    }

    @Override
    public Mono<Void> putObject(StoredObjectKey key, byte[] content) {
        return Mono.fromCallable(() -> writeFile(key, content))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IOException.class, e -> new ObjectStoreException.ObjectStoreUnavailableException(key, e))
                .then();
    }

    @Override
    public Flux<DataBuffer> readObject(StoredObjectKey key) {
        return DataBufferUtils.readAsynchronousFileChannel(
                        () -> AsynchronousFileChannel.open(pathOf(key), StandardOpenOption.READ),
                        DefaultDataBufferFactory.sharedInstance,
                        BUFFER_BYTES)
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IOException.class, e -> readFailure(key, e));
    }

    @Override
    public Mono<Void> deleteObject(StoredObjectKey key) {
        return Mono.fromCallable(() -> Files.deleteIfExists(pathOf(key)))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorMap(IOException.class, e -> new ObjectStoreException.ObjectStoreUnavailableException(key, e))
                .then();
    }

    private Path writeFile(StoredObjectKey key, byte[] content) throws IOException {
        Path place = pathOf(key);
        Path temporary = temporaryFiles.nextPath();
        Path parent = directoryOf(key);
        try {
            disk.writeFile(temporary, content);
            disk.makeDirectory(parent);
            disk.moveFile(temporary, place);
            disk.syncDirectory(parent);
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
            failure.addSuppressed(e); // the daily scheduled task removes it
        }
    }

    private Path pathOf(StoredObjectKey key) {
        return directoryOf(key).resolve(key.id() + "-" + key.name());
    }

    private Path directoryOf(StoredObjectKey key) {
        String id = key.id().toString();
        int end = id.length();
        return directory
                .resolve(key.folder())
                .resolve(id.substring(end - 4, end - 2))
                .resolve(id.substring(end - 2));
    }

    private static ObjectStoreException readFailure(StoredObjectKey key, IOException e) {
        return e instanceof NoSuchFileException
                ? new ObjectStoreException.StoredObjectMissingException(key, e)
                : new ObjectStoreException.ObjectStoreUnavailableException(key, e);
    }
}
