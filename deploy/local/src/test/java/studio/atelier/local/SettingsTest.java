package studio.atelier.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import studio.atelier.local.settings.Environment;
import studio.atelier.local.settings.StackDirectory;

class SettingsTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern USED = Pattern.compile("\\$\\{(ATELIER_[A-Z0-9_]+)");
    private static final Pattern LISTED = Pattern.compile("(?m)^# (ATELIER_[A-Z0-9_]+)=");
    private static final Pattern EXPLAINED = Pattern.compile("(?m)^\\| `(ATELIER_[A-Z0-9_]+)` \\| .+ \\| .+ \\|$");

    @TempDir
    private Path run;

    @Test
    void dotEnvExampleListsEverySettingOfTheServices() throws IOException {
        assertThat(listed())
                .as("add a line to .env.example for each setting of an application.yml")
                .containsAll(used());
    }

    @Test
    void theSettingsPageExplainsEverySettingThatCanBeSet() throws IOException {
        Set<String> all = used();
        all.addAll(listed());
        assertThat(names(EXPLAINED, Files.readString(ROOT.resolve("docs/configuration.md"))))
                .as("add a row to docs/configuration.md for each setting of an application.yml or of .env.example")
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void dotEnvExampleListsEverySettingOfAStack() throws IOException {
        StackDirectory directory = new StackDirectory(run, run.resolve("run"));
        directory.create();
        assertThat(listed())
                .containsAll(Environment.prepare(directory, Map.of()).all().keySet());
    }

    private static Set<String> listed() throws IOException {
        return names(LISTED, Files.readString(ROOT.resolve(".env.example")));
    }

    private static Set<String> used() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Path file : configurations()) {
            used.addAll(names(USED, Files.readString(file)));
        }
        return used;
    }

    private static Iterable<Path> configurations() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/resources"))
                    .flatMap(SettingsTest::yamlFiles)
                    .toList();
        }
    }

    private static Stream<Path> yamlFiles(Path resources) {
        return Stream.of("application.yml", "atelier-platform.yml")
                .map(resources::resolve)
                .filter(Files::exists);
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
