package studio.atelier.generation.picture;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import studio.atelier.generation.picture.capacity.DecodingCapacity;
import studio.atelier.generation.picture.capacity.PictureProperties;

/** The real picture tools, for tests of other features. */
public final class PictureTools {

    private PictureTools() {}

    public static PictureFileReader pictures() {
        return new PictureFileReader();
    }

    /** The caller destroys it. */
    public static DecodingCapacity budget() {
        return new DecodingCapacity(
                new PictureProperties(null, Duration.ofSeconds(15), 64, Duration.ofSeconds(10)),
                new SimpleMeterRegistry());
    }
}
