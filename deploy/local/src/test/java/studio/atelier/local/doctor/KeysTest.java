package studio.atelier.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.StackDirectory;

class KeysTest {

    /** Concatenated, so that this file does not match the pattern of a key. */
    private static final String BOT_TOKEN = "123456789:" + "AA" + "b".repeat(33);

    @TempDir
    private Path root;

    private StackDirectory directory;

    @BeforeEach
    void checkout() throws Exception {
        git("init", "-q");
        Files.writeString(root.resolve(".gitignore"), ".env\n");
        directory = new StackDirectory(root, root.resolve(".run"));
        directory.create();
    }

    @Test
    void isContentWithoutKeysOfOnesOwn() throws IOException {
        assertThat(look(Map.of())).noneMatch(Finding::isBroken);
    }

    @Test
    void noticesADotEnvThatOthersCanRead() throws IOException {
        dotEnv("rw-r--r--");
        assertThat(broken(Map.of())).anyMatch(advice -> advice.startsWith("chmod 600"));
    }

    @Test
    void noticesADotEnvThatGitWouldTake() throws IOException {
        dotEnv("rw-------");
        Files.writeString(root.resolve(".gitignore"), "");
        assertThat(broken(Map.of())).anyMatch(advice -> advice.contains(".gitignore"));
    }

    @Test
    void noticesAPlaceholder() throws IOException {
        assertThat(broken(Map.of("ATELIER_KIE_API_KEY", "change-me")))
                .anyMatch(advice -> advice.contains("real value"));
        assertThat(broken(Map.of("ATELIER_KIE_API_KEY", "<your key>"))).isNotEmpty();
    }

    @Test
    void noticesAKeyInATrackedFile() throws Exception {
        Files.writeString(root.resolve("notes.txt"), "token " + BOT_TOKEN + "\n");
        git("add", "notes.txt");
        assertThat(look(Map.of()))
                .anyMatch(finding -> finding.isBroken() && finding.what().contains("notes.txt"));
    }

    @Test
    void noticesOnesOwnKeyInATrackedFileWhateverItsShape() throws Exception {
        Files.writeString(root.resolve("notes.txt"), "kie: plain-words-but-a-real-key\n");
        git("add", "notes.txt");
        assertThat(look(Map.of("ATELIER_KIE_API_KEY", "plain-words-but-a-real-key")))
                .anyMatch(finding -> finding.isBroken() && finding.what().contains("notes.txt"));
    }

    @Test
    void noticesAKeyOfTheWrongForm() throws IOException {
        Environment.prepare(directory, Map.of("ATELIER_AUTH_KEY_ENCRYPTION_KEY", "c2hvcnQ="));
        assertThat(new Keys(directory, Map.of()).look(true))
                .anyMatch(finding -> finding.isBroken() && finding.what().contains("ATELIER_AUTH_KEY_ENCRYPTION_KEY"));
    }

    @Test
    void isContentWithTheKeysThatAStartMakesUp() throws IOException {
        Environment.prepare(directory, Map.of());
        assertThat(new Keys(directory, Map.of()).look(true)).noneMatch(Finding::isBroken);
    }

    private List<String> broken(Map<String, String> given) throws IOException {
        return look(given).stream()
                .filter(Finding::isBroken)
                .map(Finding::advice)
                .toList();
    }

    private List<Finding> look(Map<String, String> given) throws IOException {
        return new Keys(directory, given).look(false);
    }

    private void dotEnv(String permissions) throws IOException {
        Files.createFile(
                root.resolve(".env"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.setPosixFilePermissions(root.resolve(".env"), PosixFilePermissions.fromString(permissions));
    }

    private void git(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        assertThat(new ProcessBuilder(command).directory(root.toFile()).start().waitFor())
                .isZero();
    }
}
