package studio.atelier.generation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** A directory of its own for the files of one context, and a look into it. */
public class TestStore {

    private final Path directory;

    public TestStore() throws IOException {
        directory = Files.createTempDirectory("atelier-objects");
        directory.toFile().deleteOnExit();
    }

    @Bean
    static DynamicPropertyRegistrar place(TestStore store) {
        return registry -> registry.add("atelier.object-store.directory", store::directory);
    }

    public Path directory() {
        return directory;
    }

    /** The files of one upload or picture. */
    public List<Path> filesOf(UUID id) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(id.toString()))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What lies in the place for temporary files. */
    public List<Path> temporaryFiles() {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
