package studio.atelier.generation.objectstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class TemporaryFileTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final byte[] CONTENT = {7, 1, 2, 3, 7};

    @TempDir
    Path directory;

    @Test
    void holdsWhatWasWrittenUntilItIsRemoved() {
        TemporaryFile file = fileOn(new Disk());
        assertThat(file.path()).doesNotExist();

        file.write(CONTENT, 1, 2);
        file.write(CONTENT, 3, 1);
        assertThat(file.path()).hasBinaryContent(new byte[] {1, 2, 3});

        file.remove().block(LIMIT);
        file.remove().block(LIMIT);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void doesNotComeBackOnceRemoved() {
        TemporaryFile file = fileOn(new Disk());
        file.remove().block(LIMIT);

        file.write(CONTENT, 0, CONTENT.length);

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void tellsThatTheDiskIsFullAndLeavesNothingBehind() {
        TemporaryFile file = fileOn(new FullDisk());

        assertThatThrownBy(() -> file.write(CONTENT, 0, CONTENT.length))
                .isInstanceOf(ObjectStoreException.Unavailable.class)
                .hasRootCauseMessage("No space left on device");
        file.remove().block(LIMIT);

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void isRemovedWhenItCannotBeClosed() {
        DiskThatFailsToClose disk = new DiskThatFailsToClose();
        TemporaryFile file = fileOn(disk);
        file.write(CONTENT, 0, CONTENT.length);

        file.remove().block(LIMIT);

        assertThat(disk.closed).isTrue();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void namesAFileThatCannotBeRemovedAndDoesNotFail(CapturedOutput output) throws IOException {
        TemporaryFile file = fileOn(new Disk());
        Files.createDirectories(file.path().resolve("in-the-way"));

        file.remove().block(LIMIT);

        assertThat(output.getOut()).contains("WARN", file.path() + " cannot be removed");
    }

    private TemporaryFile fileOn(Disk disk) {
        return new TemporaryFile(directory.resolve("photo.part"), disk);
    }

    private static final class DiskThatFailsToClose extends Disk {

        private volatile boolean closed;

        @Override
        OutputStream create(Path file) throws IOException {
            return new FilterOutputStream(super.create(file)) {
                @Override
                public void close() throws IOException {
                    super.close();
                    closed = true;
                    throw new IOException("Input/output error");
                }
            };
        }
    }

    private static final class FullDisk extends Disk {

        @Override
        OutputStream create(Path file) throws IOException {
            super.create(file).close();
            return new FileOutputStream("/dev/full");
        }
    }
}
