package studio.atelier.generation.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.generation.catalogue.CatalogueException.ParameterError;
import studio.atelier.generation.catalogue.CheckModelParameters.ModelChoice;
import tools.jackson.databind.json.JsonMapper;

class CheckModelParametersTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Locale ENGLISH = Locale.ENGLISH;

    private final CheckModelParameters check = new CheckModelParameters(JSON);
    private final CatalogueModel model = ModelFixtures.paintingModel();

    @Test
    void addsDefaultsAndTheirPrice() {
        ModelChoice choice = check.handle(model, Map.of("prompt", " a kite "), "", ENGLISH);

        assertThat(choice.prompt()).isEqualTo("a kite");
        assertThat(choice.inputs()).isEmpty();
        assertThat(choice.imageParameters()).isEqualTo(Map.of("resolution", "1K", "steps", 30));
        assertThat(choice.price()).isEqualTo(2);
    }

    @Test
    void addsThePriceOfAChosenValue() {
        ModelChoice choice = check.handle(model, Map.of("prompt", "a kite", "resolution", "4K"), "", ENGLISH);

        assertThat(choice.price()).isEqualTo(4);
    }

    @Test
    void separatesPicturesFromOtherParameters() {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();

        ModelChoice choice = check.handle(
                model, Map.of("prompt", "a kite", "images", List.of(first.toString(), second.toString())), "", ENGLISH);

        assertThat(choice.inputs()).containsExactly(first, second);
        assertThat(choice.imageParameters()).doesNotContainKeys("images", "prompt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resolution | 8K | /parameters/resolution | enum | Choose one of: 1K, 2K, 4K.",
                "steps | 5 | /parameters/steps | minimum | At least 10.",
                "steps | 61 | /parameters/steps | maximum | At most 60.",
                "steps | 10.5 | /parameters/steps | type | This is a value of the wrong kind: integer is needed.",
                "prompt | '' | /parameters/prompt | minLength | At least 1 characters.",
                "prompt | far too long a text | /parameters/prompt | maxLength | At most 12 characters.",
                "colour/~ | red | /parameters/colour~1~0 | additionalProperties | This model has no such parameter."
            })
    void pointsAtEachFault(String name, String value, String pointer, String code, String message) {
        Map<String, Object> given = new HashMap<>(Map.of("prompt", "a kite"));
        given.put(name, value.matches("[\\d.]+") ? JSON.readTree(value).numberValue() : value);

        assertThat(faultsOf(given, ENGLISH)).containsExactly(new ParameterError(pointer, code, message));
    }

    @Test
    void pointsAtWhatIsMissing() {
        assertThat(faultsOf(Map.of(), ENGLISH))
                .containsExactly(new ParameterError("/parameters/prompt", "required", "Fill this in."));
    }

    @Test
    void reportsEveryFaultInTheCallersLanguage() {
        Map<String, Object> given = Map.of("prompt", "a kite", "resolution", "8K", "steps", 61);

        assertThat(faultsOf(given, Locale.of("ru")))
                .extracting(ParameterError::message)
                .containsExactlyInAnyOrder("Выберите одно из: 1K, 2K, 4K.", "Не больше 60.");
        assertThat(faultsOf(given, Locale.of("uk")))
                .extracting(ParameterError::message)
                .containsExactlyInAnyOrder("Оберіть одне з: 1K, 2K, 4K.", "Не більше 60.");
    }

    @Test
    void acceptsOnlyIdsAsPictures() {
        assertThat(faultsOf(Map.of("prompt", "a kite", "images", List.of("../etc", UUID.randomUUID())), ENGLISH))
                .containsExactly(
                        new ParameterError("/parameters/images/0", "format", "Choose one of your photos or pictures."));
    }

    @Test
    void refusesTooManyPictures() {
        List<String> three = List.of(
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString());

        assertThat(faultsOf(Map.of("prompt", "a kite", "images", three), ENGLISH))
                .containsExactly(new ParameterError("/parameters/images", "maxItems", "At most 2."));
    }

    private List<ParameterError> faultsOf(Map<String, Object> given, Locale locale) {
        CatalogueException.InvalidParameters refused = catchThrowableOfType(
                CatalogueException.InvalidParameters.class, () -> check.handle(model, given, "", locale));
        return refused.errors();
    }
}
