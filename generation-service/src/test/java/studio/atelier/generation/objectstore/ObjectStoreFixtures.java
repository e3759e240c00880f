package studio.atelier.generation.objectstore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** For tests of other features. */
public final class ObjectStoreFixtures {

    private static final Duration A_DAY = Duration.ofDays(1);

    private ObjectStoreFixtures() {}

    public static TemporaryFiles temporaryFiles(Path directory, Clock clock) throws IOException {
        return new TemporaryFiles(new ObjectStoreProperties(directory, A_DAY, A_DAY), new Disk(), clock);
    }
}
