package studio.atelier.sandbox.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import studio.atelier.sandbox.Resettable;
import studio.atelier.sandbox.SandboxProperties;

/** Files in a temporary directory, small ones in memory; the oldest are deleted beyond a count or total size. */
@Component
public class StoredFiles implements DisposableBean, Resettable {

    private static final Logger log = LoggerFactory.getLogger(StoredFiles.class);
    private static final int IN_MEMORY_BYTES = 8 * 1024;
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private final SandboxProperties.Files limits;
    private final Path directory;
    private final Map<String, StoredFile> oldestFirst = new LinkedHashMap<>();
    private long totalBytes;

    StoredFiles(SandboxProperties properties) throws IOException {
        this.limits = properties.files();
        this.directory = Files.createTempDirectory("atelier-sandbox-");
    }

    /** Stores these bytes under the name; replaces a file of that name. */
    public Mono<StoredFile> save(String name, String contentType, byte[] bytes) {
        if (bytes.length <= IN_MEMORY_BYTES) {
            return Mono.fromSupplier(() -> keep(new StoredFile(
                    name,
                    contentType,
                    bytes.length,
                    null,
                    ByteBuffer.wrap(bytes).asReadOnlyBuffer())));
        }
        return Mono.fromCallable(() -> Files.write(freshPath(), bytes))
                .subscribeOn(Schedulers.boundedElastic())
                .map(path -> keep(new StoredFile(name, contentType, bytes.length, path, null)));
    }

    /** Stores an uploaded part under the name without reading it into memory. */
    public Mono<StoredFile> save(String name, String contentType, FilePart part) {
        Path path = freshPath();
        return part.transferTo(path)
                .then(Mono.fromCallable(() -> Files.size(path)).subscribeOn(Schedulers.boundedElastic()))
                .map(size -> keep(new StoredFile(name, contentType, size, path, null)));
    }

    public synchronized Optional<StoredFile> find(String name) {
        return Optional.ofNullable(oldestFirst.get(name));
    }

    /** The file's bytes in chunks. */
    public Flux<DataBuffer> read(StoredFile file) {
        Path path = file.path();
        return path == null
                ? Flux.just(BUFFERS.wrap(inMemory(file)))
                : DataBufferUtils.read(path, BUFFERS, CHUNK_BYTES);
    }

    /** All bytes of the file. */
    public Mono<byte[]> readWhole(StoredFile file) {
        Path path = file.path();
        return path == null
                ? Mono.fromSupplier(() -> inMemory(file))
                : Mono.fromCallable(() -> Files.readAllBytes(path)).subscribeOn(Schedulers.boundedElastic());
    }

    private static byte[] inMemory(StoredFile file) {
        ByteBuffer bytes = file.bytes();
        if (bytes == null) {
            return new byte[0];
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return copy;
    }

    /** Deletes everything. */
    @Override
    public void reset() {
        List<StoredFile> all;
        synchronized (this) {
            all = new ArrayList<>(oldestFirst.values());
            oldestFirst.clear();
            totalBytes = 0;
        }
        all.forEach(StoredFiles::delete);
    }

    @Override
    public void destroy() throws IOException {
        FileSystemUtils.deleteRecursively(directory);
    }

    private Path freshPath() {
        return directory.resolve(UUID.randomUUID().toString());
    }

    private StoredFile keep(StoredFile file) {
        List<StoredFile> gone = new ArrayList<>();
        synchronized (this) {
            remember(file, gone);
            while (oldestFirst.size() > limits.maxCount()
                    || (totalBytes > limits.maxTotal().toBytes() && oldestFirst.size() > 1)) {
                forget(oldestFirst.keySet().iterator().next(), gone);
            }
        }
        gone.forEach(StoredFiles::delete);
        return file;
    }

    private void remember(StoredFile file, List<StoredFile> gone) {
        forget(file.name(), gone);
        oldestFirst.put(file.name(), file);
        totalBytes += file.sizeBytes();
    }

    private void forget(String name, List<StoredFile> gone) {
        StoredFile file = oldestFirst.remove(name);
        if (file != null) {
            totalBytes -= file.sizeBytes();
            gone.add(file);
        }
    }

    private static void delete(StoredFile file) {
        Path path = file.path();
        if (path == null) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException | UncheckedIOException e) {
            log.warn("File {} could not be deleted: {}", path, e.getMessage());
        }
    }
}
