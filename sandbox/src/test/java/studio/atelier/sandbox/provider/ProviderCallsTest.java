package studio.atelier.sandbox.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ProviderCallsTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void showsTheLengthOfAPictureInItsPlaceAndLongPromptsInFull() {
        String picture = "A".repeat(2000);
        String prompt = "a red car ".repeat(200);
        String body = "{\"prompt\":\"%s\",\"init_images\":[\"%s\"],\"n\":1}".formatted(prompt, picture);
        assertThat(ProviderCalls.shortened(JSON.readTree(body)))
                .isEqualTo(JSON.readTree(
                        "{\"prompt\":\"%s\",\"init_images\":[\"Base64, 2000 characters\"],\"n\":1}".formatted(prompt)));
    }
}
