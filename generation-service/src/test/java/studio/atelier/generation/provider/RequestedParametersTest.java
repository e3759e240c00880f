package studio.atelier.generation.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import studio.atelier.generation.provider.PictureSizeLimits.PictureSize;

class RequestedParametersTest {

    private static final PictureSizeLimits SIZES = PictureSizeLimits.ofSides("p", 8, 2048, 4);

    @Test
    void readsNumbersAlsoFromText() {
        RequestedParameters parameters = of(Map.of("steps", "20", "cfg_scale", 7, "strength", 0.5, "seed", 3.0));

        assertThat(parameters.findInteger("steps", 1, 50)).contains(20L);
        assertThat(parameters.findNumber("cfg_scale", 0, 20)).contains(7.0);
        assertThat(parameters.findNumber("strength", 0, 1)).contains(0.5);
        assertThat(parameters.findSeed(0, 100)).contains(3L);
        assertThat(parameters.findInteger("other", 0, 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "51", "1.5", "many", "NaN", "Infinity", "1e400"})
    void refusesANumberThatIsNotAllowed(String steps) {
        assertThatExceptionOfType(ProviderException.Refused.class)
                .isThrownBy(() -> of(Map.of("steps", steps)).findInteger("steps", 1, 50))
                .withMessage("p_bad_steps");
    }

    @ParameterizedTest
    @CsvSource({"0, 999999999", "1, 1", "999999999, 999999999", "1000000000, 1", "5000000000, 5"})
    void bringsASeedIntoTheProvidersRange(long seed, long sent) {
        assertThat(of(Map.of("seed", seed)).findSeed(1, 999_999_999)).contains(sent);
    }

    @Test
    void refusesANegativeSeed() {
        assertThatExceptionOfType(ProviderException.Refused.class)
                .isThrownBy(() -> of(Map.of("seed", -1)).findSeed(0, 100));
    }

    @Test
    void findsTheSizeOfRatioAndResolution() {
        assertThat(of(Map.of()).findSize(SIZES, 1024)).isEmpty();
        assertThat(of(Map.of("aspect_ratio", "auto")).findSize(SIZES, 1024)).isEmpty();
        assertThat(of(Map.of("aspect_ratio", "3:4")).findSize(SIZES, 1024)).contains(new PictureSize(768, 1024));
        assertThat(of(Map.of("aspect_ratio", "3:4")).findSize(SIZES, 512)).contains(new PictureSize(384, 512));
        assertThat(of(Map.of("resolution", "2k")).findSize(SIZES, 1024)).contains(new PictureSize(2048, 2048));
    }

    @Test
    void leavesAnEditTheRatioOfItsInput() {
        assertThat(new RequestedParameters("p", ProviderRequestFixtures.edit(1, Map.of("resolution", "2K")))
                        .findSize(SIZES, 1024))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0:1", "1:0", "wide", "1:", ":", "1.5:1", "-1:1", "1000:1"})
    void refusesARatioThatIsNone(String ratio) {
        assertThatExceptionOfType(ProviderException.Refused.class)
                .isThrownBy(() -> of(Map.of("aspect_ratio", ratio)).findSize(SIZES, 1024))
                .withMessage("p_bad_aspect_ratio");
    }

    private static RequestedParameters of(Map<String, Object> values) {
        return new RequestedParameters("p", ProviderRequestFixtures.request(values));
    }
}
