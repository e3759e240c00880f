package studio.atelier.generation.image;

import java.time.Duration;
import org.springframework.util.unit.DataSize;

/** Fixtures for the tests of this feature. */
final class ImageFixtures {

    private ImageFixtures() {}

    static ImageProperties properties() {
        return new ImageProperties(
                DataSize.ofMegabytes(30), 64_000_000, 512, 0.92f, 0.82f, Duration.ofDays(90), Duration.ofDays(730));
    }
}
