package studio.atelier.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

    @TempDir
    private Path directory;

    @Test
    void showsTheMessagesOfWhatWentWrong() throws IOException {
        Path log = write(
                "{\"message\":\"Starting\",\"level\":\"INFO\"}",
                "{\"message\":\"Failed to start\\n\\n\\tset \\\"KEY\\\"\",\"level\":\"ERROR\"}");
        assertThat(LogFiles.tail(log, 5)).isEqualTo("Failed to start\n\n    set \"KEY\"");
    }

    @Test
    void showsTheLastPlainLinesWhenNothingWentWrong() throws IOException {
        assertThat(LogFiles.tail(write("one", "two", "three"), 2)).isEqualTo("two\nthree");
    }

    @Test
    void emptiesALargeLogInPlaceAndKeepsWhatItHeld() throws IOException {
        Path log = write("x".repeat(17 << 20));
        LogFiles.rotate(directory);
        assertThat(log).isEmptyFile();
        assertThat(directory.resolve("service.log.1")).hasSize((17 << 20) + 1);
    }

    private Path write(String... lines) throws IOException {
        return Files.write(directory.resolve("service.log"), List.of(lines));
    }
}
