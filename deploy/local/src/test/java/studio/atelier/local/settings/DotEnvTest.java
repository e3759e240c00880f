package studio.atelier.local.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DotEnvTest {

    @TempDir
    private Path directory;

    @Test
    void readsPlainQuotedAndExportedValues() throws IOException {
        assertThat(read("""
                # a comment

                PLAIN=value
                SPACED = a b  # with a remark
                SINGLE='a # b'
                DOUBLE="c d"
                export EXPORTED=yes
                EMPTY=
                """))
                .containsEntry("PLAIN", "value")
                .containsEntry("SPACED", "a b")
                .containsEntry("SINGLE", "a # b")
                .containsEntry("DOUBLE", "c d")
                .containsEntry("EXPORTED", "yes")
                .containsEntry("EMPTY", "");
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Map<String, String> settings = Map.of("NAME", "it's # \"quoted\" $HOME", "OTHER", "");
        assertThat(read(DotEnv.format(settings))).isEqualTo(settings);
    }

    private Map<String, String> read(String content) throws IOException {
        Path file = directory.resolve(".env");
        Files.writeString(file, content);
        return DotEnv.read(file);
    }
}
