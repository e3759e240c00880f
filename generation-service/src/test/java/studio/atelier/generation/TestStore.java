package studio.atelier.generation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;

/** Reads the directory in which the context under test stores its files. */
public class TestStore {

    private final Path directory;

    public TestStore(@Value("${atelier.object-store.directory}") Path directory) {
        this.directory = directory;
    }

    /** The files of one upload or image. */
    public List<Path> filesOf(UUID id) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(id.toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The temporary files. */
    public List<Path> temporaryFiles() {
        try (Stream<Path> files = Files.list(directory.resolve("tmp"))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
