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

class TemporaryRequestFileTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final byte[] CONTENT = {7, 1, 2, 3, 7};

    @TempDir
    Path directory;

    @Test
    void holdsWhatWasWrittenUntilItIsRemoved() {
        TemporaryRequestFile file = fileOn(new DurableFileSystem());
        assertThat(file.path()).doesNotExist();

        file.writeBytes(CONTENT, 1, 2);
        file.writeBytes(CONTENT, 3, 1);
        assertThat(file.path()).hasBinaryContent(new byte[] {1, 2, 3});

        file.removeFile().block(LIMIT);
        file.removeFile().block(LIMIT);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void doesNotComeBackOnceRemoved() {
        TemporaryRequestFile file = fileOn(new DurableFileSystem());
        file.removeFile().block(LIMIT);

        file.writeBytes(CONTENT, 0, CONTENT.length);

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void failsWhenTheDiskIsFullAndLeavesNothingBehind() {
        TemporaryRequestFile file = fileOn(new FullDisk());

        assertThatThrownBy(() -> file.writeBytes(CONTENT, 0, CONTENT.length))
                .isInstanceOf(ObjectStoreException.ObjectStoreUnavailableException.class)
                .hasRootCauseMessage("No space left on device");
        file.removeFile().block(LIMIT);

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void isRemovedWhenItCannotBeClosed() {
        DiskThatFailsToClose disk = new DiskThatFailsToClose();
        TemporaryRequestFile file = fileOn(disk);
        file.writeBytes(CONTENT, 0, CONTENT.length);

        file.removeFile().block(LIMIT);

        assertThat(disk.closed).isTrue();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void namesAFileThatCannotBeRemovedAndDoesNotFail(CapturedOutput output) throws IOException {
        TemporaryRequestFile file = fileOn(new DurableFileSystem());
        Files.createDirectories(file.path().resolve("in-the-way"));

        file.removeFile().block(LIMIT);

        assertThat(output.getOut()).contains("WARN", file.path() + " cannot be removed");
    }

    private TemporaryRequestFile fileOn(DurableFileSystem disk) {
        return new TemporaryRequestFile(directory.resolve("photo.part"), disk);
    }

    private static final class DiskThatFailsToClose extends DurableFileSystem {

        private volatile boolean closed;

        @Override
        OutputStream createFile(Path file) throws IOException {
            return new FilterOutputStream(super.createFile(file)) {
                @Override
                public void close() throws IOException {
                    super.close();
                    closed = true;
                    throw new IOException("Input/output error");
                }
            };
        }
    }

    private static final class FullDisk extends DurableFileSystem {

        @Override
        OutputStream createFile(Path file) throws IOException {
            super.createFile(file).close();
            return new FileOutputStream("/dev/full");
        }
    }
}
