package studio.atelier.generation.picture;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** The real tools, for tests of other features. */
public final class PictureTools {

    private PictureTools() {}

    public static Pictures pictures() {
        return new Pictures();
    }

    /** The caller destroys it. */
    public static DecodingBudget budget() {
        return new DecodingBudget(
                new PictureProperties(null, Duration.ofSeconds(15), 64, Duration.ofSeconds(10)),
                new SimpleMeterRegistry());
    }
}
