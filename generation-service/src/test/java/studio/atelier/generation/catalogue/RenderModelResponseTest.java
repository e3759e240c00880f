package studio.atelier.generation.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RenderModelResponseTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RenderModelResponse renderModel = new RenderModelResponse(JSON);
    private final CatalogueModel model = ModelFixtures.paintingModel();

    @Test
    void hasWordsOfTheCallersLanguage() {
        ModelResponse russian = renderModel.toResponse(model, Locale.of("ru"));

        assertThat(russian.name()).isEqualTo("Живопись");
        assertThat(russian.description())
                .as("of the default language where there is no other")
                .isEqualTo("Paints.");
        assertThat(russian.hints()).containsEntry("steps", "Сколько мазков.");
        assertThat(labelOf(russian, "prompt")).isEqualTo("Описание");
    }

    @Test
    void takesTheWordsOfTheSchemaForAParameterThatOnlyThisModelHas() {
        ModelResponse english = renderModel.toResponse(model, Locale.ENGLISH);

        assertThat(english.hints()).containsEntry("tone", "The tone of the colours.");
        assertThat(labelOf(english, "tone")).isEqualTo("tone");
    }

    @Test
    void keepsTheOrderOfTheFormAndTheDefaults() {
        ModelResponse english = renderModel.toResponse(model, Locale.ENGLISH);

        assertThat(schemaOf(english).path("properties").propertyNames())
                .containsExactly("prompt", "images", "resolution", "steps", "tone");
        assertThat(english.defaults()).isEqualTo(Map.of("resolution", "1K", "steps", 30));
        assertThat(english.price()).isEqualTo(2);
        assertThat(english.kind()).isEqualTo("text-to-image");
    }

    private static String labelOf(ModelResponse model, String parameter) {
        return schemaOf(model).path("properties").path(parameter).path("title").asString();
    }

    private static JsonNode schemaOf(ModelResponse model) {
        return JSON.valueToTree(model.inputSchema());
    }
}
