package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.generation.provider.PictureSizeLimits.PictureSize;

class PictureSizeLimitsTest {

    private static final PictureSizeLimits TIGHT = new PictureSizeLimits("p", 16, 3840, 655_360, 8_294_400, 3);

    @ParameterizedTest
    @CsvSource({"1, 1024, 1024, 1024", "0.75, 1024, 768, 1024", "1.7777, 2048, 2048, 1152", "1.7777, 4096, 3840, 2160"})
    void findsTheClosestSize(double ratio, int longerSide, int width, int height) {
        assertThat(TIGHT.fitSize(ratio, longerSide)).isEqualTo(new PictureSize(width, height));
    }

    @Test
    void refusesWhatCannotBeMade() {
        assertThatExceptionOfType(ProviderException.Refused.class)
                .isThrownBy(() -> TIGHT.fitSize(3.1, 1024))
                .withMessage("p_ratio_not_available");
        assertThatExceptionOfType(ProviderException.Refused.class)
                .isThrownBy(() -> TIGHT.fitSize(1, 4096))
                .withMessage("p_resolution_not_available");
        assertThatExceptionOfType(ProviderException.Refused.class)
                .isThrownBy(() -> PictureSizeLimits.ofSides("q", 16, 1280, 4).fitSize(1, 2048))
                .withMessage("q_resolution_not_available");
    }

    @Test
    void staysWithinTheLimitsWhateverIsRequested() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 20_000; i++) {
            double ratio = (1 + random.nextInt(40)) / (double) (1 + random.nextInt(40));
            int longerSide = new int[] {512, 1024, 2048, 4096}[random.nextInt(4)];
            try {
                assertWithin(TIGHT, ratio, longerSide, TIGHT.fitSize(ratio, longerSide));
            } catch (ProviderException.Refused refused) {
                assertThat(ratio > 3 || ratio < 1 / 3.0 || longerSide == 4096)
                        .as("%s at %s may be refused", ratio, longerSide)
                        .isTrue();
            }
        }
    }

    @Test
    void roundsAnySideToOneWithinTheLimits() {
        PictureSizeLimits limits = PictureSizeLimits.ofSides("p", 16, 1280, 4);
        for (int longerSide = 256; longerSide <= 1280; longerSide++) {
            for (double ratio : new double[] {1, 4 / 3.0, 2.39, 4, 0.25}) {
                assertWithin(limits, ratio, longerSide, limits.fitSize(ratio, longerSide));
            }
        }
    }

    private static void assertWithin(PictureSizeLimits limits, double ratio, int longerSide, PictureSize size) {
        int longer = Math.max(size.width(), size.height());
        int shorter = Math.min(size.width(), size.height());
        long pixels = (long) longer * shorter;
        assertThat(size.width() % limits.step() == 0
                        && size.height() % limits.step() == 0
                        && longer <= limits.longestSide()
                        && pixels >= limits.leastPixels()
                        && pixels <= limits.mostPixels()
                        && longer <= limits.mostRatio() * shorter)
                .as("%s of %s at %s", size, ratio, longerSide)
                .isTrue();
    }
}
