package studio.atelier.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The services' own migrations, so that the doctor's queries are checked against the real tables. */
public final class Migrations {

    private static final Path ROOT = Path.of("..", "..");

    private Migrations() {}

    /**
     * In Flyway's order: the platform's before the service's; of each the versions, then what is repeatable by name.
     */
    public static List<Path> of(String service) throws IOException {
        try (Stream<Path> platform = Files.list(ROOT.resolve("platform/src/main/resources/db/platform"));
                Stream<Path> own = Files.list(ROOT.resolve(service + "-service/src/main/resources/db/migration"))) {
            return Stream.of(platform, own)
                    .flatMap(scripts -> scripts.sorted(Comparator.comparing(Migrations::order)))
                    .toList();
        }
    }

    private static String order(Path file) {
        return file.getFileName().toString().replaceFirst("^V", "A");
    }
}
