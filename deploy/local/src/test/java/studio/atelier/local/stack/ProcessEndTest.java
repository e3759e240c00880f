package studio.atelier.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.local.settings.StackDirectory;

class ProcessEndTest {

    private static final String SERVICE = "auth-service";

    @TempDir
    private Path run;

    private StackDirectory directory;

    @BeforeEach
    void createDirectory() {
        directory = new StackDirectory(run, run);
        directory.create();
    }

    @Test
    void readsTheReasonThatTheProcessWroteBeforeItEndedItself() throws IOException {
        write("heap out of memory (heap): 168 of 170 MiB\n");

        assertThat(ProcessEnd.noteEnd(directory, SERVICE, 70).reason())
                .isEqualTo("out of memory (heap): 168 of 170 MiB");
    }

    @ParameterizedTest
    @CsvSource({
        "70, unknown, ended itself because it could not do its work",
        "3, heap, out of memory",
        "137, killed, for lack of memory",
        "134, signal, signal 6",
        "143, signal, told to end",
        "1, exit, exit code 1"
    })
    void saysInWordsWhatAnExitCodeMeans(int exitCode, String cause, String words) {
        ProcessEnd end = ProcessEnd.noteEnd(directory, SERVICE, exitCode);

        assertThat(end.reason()).contains(words);
        assertThat(directory.endReason(SERVICE))
                .content()
                .startsWith("ended " + cause + ' ')
                .contains(words);
    }

    @Test
    void saysWhatWasWrongWithAProcessThatWasKilled() throws IOException {
        write("disk disk full: 3 MiB are free\n");

        assertThat(ProcessEnd.noteEnd(directory, SERVICE, 137).reason())
                .contains("killed")
                .endsWith("while it was not ready: disk full: 3 MiB are free");
    }

    @Test
    void doesNotTakeTheEndOfTheLastProcessForAFaultOfTheNext() throws IOException {
        write("heap out of memory (heap): 168 of 170 MiB\n");
        ProcessEnd.noteEnd(directory, SERVICE, 70);

        assertThat(ProcessEnd.writtenReason(directory, SERVICE)).isEmpty();
        assertThat(ProcessEnd.noteEnd(directory, SERVICE, 1).reason()).isEqualTo("ended with exit code 1");
    }

    @Test
    void nothingIsWrongWithAProcessThatWroteNothing() throws IOException {
        assertThat(ProcessEnd.writtenReason(directory, SERVICE)).isEmpty();
        write("");
        assertThat(ProcessEnd.writtenReason(directory, SERVICE)).isEmpty();
    }

    @Test
    void showsTheTimeAndOnAnotherDayTheDateToo() {
        assertThat(new ProcessEnd(Instant.now(), "killed").text()).matches("\\d\\d:\\d\\d:\\d\\d, killed");
        assertThat(new ProcessEnd(Instant.EPOCH, "killed").text()).matches("19\\d\\d-\\d\\d-\\d\\d .*, killed");
    }

    private void write(String line) throws IOException {
        Files.writeString(directory.endReason(SERVICE), line);
    }
}
