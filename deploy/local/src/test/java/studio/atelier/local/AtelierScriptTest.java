package studio.atelier.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtelierScriptTest {

    private static final Path SCRIPT = Path.of("../../atelier").toAbsolutePath().normalize();

    @TempDir
    private Path machine;

    @Test
    void takesTheJdkOfJavaHomeWhenItIsNewEnough() throws Exception {
        Path home = jdk("given", "21.0.4");
        assertThat(findJava(Map.of("JAVA_HOME", home.toString()))).isEqualTo(home.toString());
    }

    @Test
    void passesByAJavaHomeThatIsTooOld() throws Exception {
        jdk(".sdkman/candidates/java/new", "99.0.1");
        Path old = jdk("old", "17.0.15");
        assertThat(findJava(Map.of("JAVA_HOME", old.toString()))).isEqualTo(machine + "/.sdkman/candidates/java/new");
    }

    @Test
    void takesTheNewestOfThoseItFinds() throws Exception {
        jdk(".sdkman/candidates/java/a", "98.0.1");
        jdk(".sdkman/candidates/java/b", "99.0.1");
        jdk(".sdkman/candidates/java/c", "1.8.0_402");
        assertThat(findJava(Map.of())).isEqualTo(machine + "/.sdkman/candidates/java/b");
    }

    @Test
    void aRuntimeWithoutACompilerIsNoJdk() throws Exception {
        Path home = jdk(".sdkman/candidates/java/jre", "99.0.1");
        Files.delete(home.resolve("bin/javac"));
        assertThat(findJava(Map.of())).isNotEqualTo(home.toString());
    }

    @Test
    void saysWhichCommandsThereAre() throws Exception {
        assertThat(bash("'" + SCRIPT + "' --help", Map.of())).contains("up [--detach]", "doctor", "down [--wipe]");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = machine.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        for (String program : new String[] {"java", "javac"}) {
            Files.createFile(
                    home.resolve("bin").resolve(program),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    /** The script's functions, without its last lines, which run a command. */
    private String findJava(Map<String, String> environment) throws Exception {
        return bash("source <(sed '/^command=/,$d' '" + SCRIPT + "'); find_java", environment)
                .strip();
    }

    private String bash(String command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", machine.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
