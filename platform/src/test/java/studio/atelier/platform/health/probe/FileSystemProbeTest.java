package studio.atelier.platform.health.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

@Timeout(30)
class FileSystemProbeTest {

    @TempDir
    private Path directory;

    @Test
    void findsNothingWhereThereIsRoom() throws Exception {
        assertThat(firstFault(probe(directory, DataSize.ofBytes(1)))).isNull();
    }

    @Test
    void namesTheDirectoryWithoutRoom() throws Exception {
        assertThat(firstFault(probe(directory, DataSize.ofTerabytes(1_000))).detail())
                .contains("MiB are free for " + directory);
    }

    @Test
    void looksAtWhereADirectoryWillBe() throws Exception {
        assertThat(firstFault(probe(directory.resolve("not/yet"), DataSize.ofBytes(1))))
                .isNull();
    }

    @Test
    void findsAFileSystemThatDoesNotAnswer() {
        AtomicLong nanos = new AtomicLong();
        FileSystemProbe probe =
                new FileSystemProbe(List.of(directory), DataSize.ofBytes(1), "test", hangs -> {}, nanos::get);
        assertThat(probe.findFault()).isNull();
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(probe.findFault()).isNull();

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(probe.findFault().detail()).isEqualTo("the file system has not answered for 6 s");
    }

    /** A file system of 8 MiB that the test fills and empties. */
    @Test
    void findsAFullFileSystemAndSeesItHeal() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeThat(succeeds("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString()))
                .as("MAY NOT MOUNT: a full file system was not tried")
                .isTrue();
        try {
            FileSystemProbe probe = probe(small, DataSize.ofMegabytes(4));
            assertThat(firstFault(probe)).isNull();
            Path file = Files.write(small.resolve("file"), new byte[6 << 20]);

            assertThat(faultOfNextCheck(probe)).isNotNull();

            Files.delete(file);
            assertThat(faultOfNextCheck(probe)).isNull();
        } finally {
            assertThat(succeeds("umount", small.toString())).isTrue();
        }
    }

    private static FileSystemProbe probe(Path directory, DataSize minFree) {
        return new FileSystemProbe(List.of(directory), minFree, "test", Runnable::run, System::nanoTime);
    }

    private static DetectedFault firstFault(FileSystemProbe probe) {
        probe.findFault();
        return faultOfNextCheck(probe);
    }

    /** A check reports the result that the previous check started. */
    private static DetectedFault faultOfNextCheck(FileSystemProbe probe) {
        probe.findFault();
        return probe.findFault();
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
