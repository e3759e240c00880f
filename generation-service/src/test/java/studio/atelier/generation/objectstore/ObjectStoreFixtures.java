package studio.atelier.generation.objectstore;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Fixtures for tests of other features. */
public final class ObjectStoreFixtures {

    private static final Duration A_DAY = Duration.ofDays(1);

    private ObjectStoreFixtures() {}

    public static TemporaryRequestFiles temporaryFiles(Path directory, Clock clock) throws IOException {
        return new TemporaryRequestFiles(
                new ObjectStoreProperties(directory, A_DAY, A_DAY), new DurableFileSystem(), clock);
    }

    /** A store on a disk that runs this before each write. */
    public static TemporaryRequestFiles temporaryFilesOnSlowDisk(Path directory, Clock clock, Runnable beforeWrite)
            throws IOException {
        DurableFileSystem slow = new DurableFileSystem() {
            @Override
            OutputStream createFile(Path file) throws IOException {
                return new FilterOutputStream(super.createFile(file)) {
                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        beforeWrite.run();
                        out.write(bytes, from, length);
                    }
                };
            }
        };
        return new TemporaryRequestFiles(new ObjectStoreProperties(directory, A_DAY, A_DAY), slow, clock);
    }
}
