package studio.atelier.generation.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class FileSystemObjectStoreTest implements ObjectStoreContract {

    @TempDir
    Path directory;

    private FileSystemObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = storeOn(new DurableFileSystem());
    }

    @Override
    public ObjectStore store() {
        return store;
    }

    @Test
    void spreadsItsFilesOverDirectories() throws IOException {
        for (int i = 0; i < 20; i++) {
            StepVerifier.create(store.putObject(ObjectStoreContract.someKey(), new byte[] {1}))
                    .expectComplete()
                    .verify(LIMIT);
        }
        try (Stream<Path> shards = Files.list(directory.resolve("tests"))) {
            assertThat(shards.count()).isGreaterThan(10);
        }
    }

    @Test
    void leavesNoTemporaryFile() throws IOException {
        StepVerifier.create(store.putObject(ObjectStoreContract.someKey(), new byte[] {1}))
                .expectComplete()
                .verify(LIMIT);
        assertThat(temporaryFiles()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void aFullDiskIsToldAndLeavesTheEarlierObject(Step step) throws IOException {
        StoredObjectKey key = ObjectStoreContract.someKey();
        StepVerifier.create(store.putObject(key, new byte[] {1}))
                .expectComplete()
                .verify(LIMIT);

        StepVerifier.create(storeOn(new FailingDisk(step)).putObject(key, new byte[] {2, 2}))
                .expectError(ObjectStoreException.ObjectStoreUnavailableException.class)
                .verify(LIMIT);

        // After the move only durability was uncertain: the new object is complete.
        byte[] expected = step == Step.SYNC ? new byte[] {2, 2} : new byte[] {1};
        assertThat(Files.readAllBytes(onlyFile())).isEqualTo(expected);
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void aTornWriteIsNeverSeen() throws IOException {
        StoredObjectKey key = ObjectStoreContract.someKey();
        StepVerifier.create(storeOn(new DyingDisk()).putObject(key, new byte[100]))
                .expectError(ProcessDied.class)
                .verify(LIMIT);

        assertThat(temporaryFiles()).hasSize(1); // the partial file that the crash left
        StepVerifier.create(store.readObject(key))
                .expectError(ObjectStoreException.StoredObjectMissingException.class)
                .verify(LIMIT);
        StepVerifier.create(store.putObject(key, new byte[] {1}))
                .expectComplete()
                .verify(LIMIT);
        StepVerifier.create(store.readObject(key))
                .expectNextCount(1)
                .expectComplete()
                .verify(LIMIT);
    }

    @Test
    void whatACrashLeftIsRemovedAfterADay() throws IOException {
        StepVerifier.create(storeOn(new DyingDisk()).putObject(ObjectStoreContract.someKey(), new byte[100]))
                .expectError(ProcessDied.class)
                .verify(LIMIT);

        assertThat(temporary(Clock.systemUTC()).removeLeftBehind().block(LIMIT)).isZero();
        Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofHours(25));
        assertThat(temporary(tomorrow).removeLeftBehind().block(LIMIT)).isOne();
        assertThat(temporaryFiles()).isEmpty();
    }

    @Test
    void doesNotBlockAnEventLoop() {
        StoredObjectKey key = ObjectStoreContract.someKey();
        Mono<Long> all = store.putObject(key, new byte[1000])
                .then(store.readObject(key).count())
                .delayUntil(read -> store.deleteObject(key));
        StepVerifier.create(all.subscribeOn(Schedulers.parallel()))
                .expectNext(1L)
                .expectComplete()
                .verify(LIMIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "../..", "images/x", "images/../full", "images/%s/../../x", "Images/%s/full", "images/%s/a/b"
            })
    void aKeyNeverLeadsOutside(String text) {
        assertThatThrownBy(() -> StoredObjectKey.parse(text.formatted(UUID.randomUUID())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aKeyIsReadAsItIsWritten() {
        StoredObjectKey key = ObjectStoreContract.someKey();
        assertThat(StoredObjectKey.parse(key.toString())).isEqualTo(key);
    }

    private FileSystemObjectStore storeOn(DurableFileSystem disk) throws IOException {
        return new FileSystemObjectStore(properties(), temporary(Clock.systemUTC()), disk);
    }

    private TemporaryRequestFiles temporary(Clock clock) throws IOException {
        return new TemporaryRequestFiles(properties(), new DurableFileSystem(), clock);
    }

    private ObjectStoreProperties properties() {
        return new ObjectStoreProperties(directory, Duration.ofHours(24), Duration.ofHours(24));
    }

    private List<Path> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.toList();
        }
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("tests"))) {
            return files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
    }

    private enum Step {
        WRITE,
        MOVE,
        SYNC
    }

    /** Has no space left at one step. */
    private static final class FailingDisk extends DurableFileSystem {

        private final Step failing;

        FailingDisk(Step failing) {
            this.failing = failing;
        }

        @Override
        void writeFile(Path file, byte[] content) throws IOException {
            if (failing == Step.WRITE) {
                super.writeFile(file, new byte[] {content[0]});
                throw new IOException("No space left on device");
            }
            super.writeFile(file, content);
        }

        @Override
        void moveFile(Path file, Path place) throws IOException {
            if (failing == Step.MOVE) {
                throw new IOException("No space left on device");
            }
            super.moveFile(file, place);
        }

        @Override
        void syncDirectory(Path path) throws IOException {
            if (failing == Step.SYNC) {
                throw new IOException("Input/output error");
            }
            super.syncDirectory(path);
        }
    }

    /** Writes half of a file and never completes. */
    private static final class DyingDisk extends DurableFileSystem {

        @Override
        void writeFile(Path file, byte[] content) throws IOException {
            super.writeFile(file, new byte[content.length / 2]);
            throw new ProcessDied();
        }
    }

    private static final class ProcessDied extends RuntimeException {}
}
