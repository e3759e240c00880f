package studio.atelier.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {

    private final ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());

    @TempDir
    private Path directory;

    @Test
    void findsALivingProcessAgainFromItsFile() {
        self.write(directory.resolve("pid"));
        assertThat(ProcessIdentity.read(directory.resolve("pid")).flatMap(ProcessIdentity::find))
                .contains(ProcessHandle.current());
    }

    @Test
    void isNotFooledByAnotherProcessWithTheSameNumber() {
        ProcessIdentity earlier =
                new ProcessIdentity(self.pid(), self.startedAt().minus(Duration.ofMinutes(1)));
        assertThat(earlier.isAlive()).isFalse();
    }

    @Test
    void takesAFileItCannotReadForNone() throws IOException {
        Path file = directory.resolve("pid");
        Files.writeString(file, "not a process");
        assertThat(ProcessIdentity.read(file)).isEmpty();
        assertThat(ProcessIdentity.read(directory.resolve("absent"))).isEmpty();
    }
}
