package studio.atelier.generation.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Mono;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.provider.ImageProvider;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.platform.settings.IncompleteSettingsException;

class CheckOperationModelsTest {

    private final ModelCatalogue catalogue = mock();
    private final ProviderRegistry providers = mock();

    @BeforeEach
    void offerModels() {
        Map<String, List<ProviderModelRoute>> models = new LinkedHashMap<>();
        models.put("dresser", List.of(route("absent", "dresser-1"), route("here", "takes-2")));
        models.put("editor", List.of(route("here", "takes-1")));
        models.put("painter", List.of(route("here", "takes-0")));
        models.put("elsewhere", List.of(route("absent", "takes-2")));
        when(catalogue.readReleasedRoutes()).thenReturn(Mono.just(models));
        ImageProvider provider = mock();
        when(provider.maxInputs("takes-2")).thenReturn(2);
        when(provider.maxInputs("takes-1")).thenReturn(1);
        when(providers.isAvailable("here")).thenReturn(true);
        when(providers.requireProvider("here")).thenReturn(provider);
    }

    private static ProviderModelRoute route(String provider, String model) {
        return new ProviderModelRoute(provider, model, 0, Map.of(), Map.of());
    }

    @Test
    void startsWithModelsThatTakeThePictures() {
        startWith("dresser", "editor").run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    no-such-model | there is no such model
                    editor        | no enabled provider takes 2 input picture(s) with it
                    painter       | no enabled provider takes 2 input picture(s) with it
                    """)
    void doesNotStartWithAModelThatMakesNoTryOns(String model, String fault) {
        startWith(model, "editor")
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(IncompleteSettingsException.class)
                        .hasMessageContaining(
                                "ATELIER_TRY_ON_MODEL is %s, but %s; these fit: [dresser]".formatted(model, fault)));
    }

    @Test
    void startsWithoutAProviderOfTheModel() {
        startWith("elsewhere", "editor").run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void doesNotStartWithAModelThatMakesNoEdits() {
        startWith("dresser", "painter")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("atelier.generation.edit.model is painter")
                        .hasMessageContaining("these fit: [dresser, editor]"));
    }

    private ApplicationContextRunner startWith(String tryOnModel, String editModel) {
        return new ApplicationContextRunner()
                .withBean(ModelCatalogue.class, () -> catalogue)
                .withBean(ProviderRegistry.class, () -> providers)
                .withBean(TryOnProperties.class, () -> new TryOnProperties(2, tryOnModel, "1", Map.of()))
                .withBean(EditProperties.class, () -> new EditProperties(1, editModel, "1", "another"))
                .withBean(CheckOperationModels.class);
    }
}
