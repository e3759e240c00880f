package studio.atelier.sandbox.kie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class KieModelTest {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "google/nano-banana|{}|prompt is required",
                "google/nano-banana|{\"prompt\":\"x\",\"aspect_ratio\":\"1:1\"}|aspect_ratio is not a field",
                "google/nano-banana|{\"prompt\":\"x\",\"output_format\":\"jpg\"}|output_format",
                "google/nano-banana-edit|{\"prompt\":\"x\"}|image_urls is required",
                "nano-banana-2|{\"prompt\":\"x\",\"output_format\":\"jpeg\"}|output_format",
                "nano-banana-2|{\"prompt\":\"x\",\"image_urls\":[]}|image_urls is not a field",
                "nano-banana-2|{\"prompt\":\"x\",\"image_input\":[\"data:image/png;base64,AA\"]}|addresses of pictures",
                "nano-banana-pro|{\"prompt\":\"x\",\"aspect_ratio\":\"8:1\"}|aspect_ratio",
                "nano-banana-2-lite|{\"prompt\":\"x\",\"output_format\":\"png\"}|output_format is not a field",
                "gpt-image-2-text-to-image|{\"prompt\":\"x\",\"resolution\":\"2K\"}|supports only resolution 1K",
                "gpt-image-2-text-to-image|{\"prompt\":\"x\",\"aspect_ratio\":\"1:1\",\"resolution\":\"4K\"}|4K",
            })
    void refusesWhatTheModelDoesNotTake(String model, String input, String why) {
        assertThatExceptionOfType(KieRefusal.class)
                .isThrownBy(() -> KieModel.byId(model).orElseThrow().read(JSON.readTree(input)))
                .withMessageContaining(why)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(422))
                .satisfies(refusal -> assertThat(refusal.httpStatus()).isEqualTo(200));
    }

    @Test
    void fillsInTheDocumentedDefaults() {
        KieModel.KieInput input =
                KieModel.byId("nano-banana-2").orElseThrow().read(JSON.readTree("{\"prompt\":\"x\"}"));
        assertThat(input.size()).isEqualTo("auto");
        assertThat(input.format()).isEqualTo("jpg");
        assertThat(input.credits()).isEqualTo(8);
    }

    @Test
    void signsCallbacksAsDocumented() {
        assertThat(KieCallbacks.signature("test_hmac_key", "task_demo_001", "1700000000"))
                .isEqualTo("KQMAXRdb1WTzFGX9ezt9w6NvKvyXxvZASYCI9eNXuKg=");
    }
}
