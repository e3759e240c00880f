package studio.atelier.generation.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import studio.atelier.generation.catalogue.ImageModels.NumberedModelRoute;
import studio.atelier.generation.provider.ModelProperties.ConfiguredModel;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;

class ImageModelsTest {

    private static final Set<String> DEPLOYED = Set.of("kie", "openai", "venice");

    @Test
    void skipsProvidersThatTheDeploymentDoesNotHave() {
        ImageModels models = models(Set.of(), "a1111", "kie", "replicate", "openai");

        assertThat(numbers(models.firstRoute("model").stream())).containsExactly(1);
        assertThat(numbers(models.nextRoute("model", 1).stream())).containsExactly(3);
        assertThat(models.nextRoute("model", 3)).isEmpty();
        assertThat(models.findRoute("model", 0)).isEmpty();
    }

    @Test
    void startsAndContinuesPastAProviderThatIsSwitchedOff() {
        ImageModels models = models(Set.of("kie"), "kie", "openai");

        assertThat(numbers(models.firstRoute("model").stream())).containsExactly(1);
        assertThat(models.isSwitchedOff("kie")).isTrue();
        assertThat(models.findRoute("model", 0))
                .as("a job that is in its queue still has its route")
                .isPresent();
        assertThat(numbers(models.listRoutes())).containsExactly(0, 1);
    }

    @Test
    void knowsWhichModelsCanTakeAnotherRoute() {
        ImageModels models = models(Set.of(), "a1111", "kie", "openai");

        assertThat(models.listModelsWithRouteAfter("kie", provider -> true)).containsExactly("model");
        assertThat(models.listModelsWithRouteAfter("kie", provider -> !provider.equals("openai")))
                .as("the other provider is not called either")
                .isEmpty();
        assertThat(models(Set.of(), "kie", "openai", "venice")
                        .listModelsWithRouteAfter("kie", provider -> !provider.equals("openai")))
                .as("the one behind the next is called")
                .containsExactly("model");
        assertThat(models.listModelsWithRouteAfter("openai", provider -> true))
                .as("it is the last one")
                .isEmpty();
        assertThat(models(Set.of("openai"), "kie", "openai").listModelsWithRouteAfter("kie", provider -> true))
                .as("the other provider is switched off")
                .isEmpty();
    }

    @Test
    void offersNothingButStillQueuesOnceEveryProviderIsSwitchedOff() {
        ImageModels models = models(DEPLOYED, "kie", "openai");

        assertThat(models.firstRoute("model")).isEmpty();
        assertThat(models.isUsable("model")).isFalse();
        assertThat(numbers(models.listFirstRoutes()))
                .as("a job that was admitted before is ended by a worker")
                .containsExactly(0);
    }

    @Test
    void offersOnlyEnabledModelsThatHaveARoute() {
        CatalogueModel painting = ModelFixtures.paintingModel();

        assertThat(new ImageModels(List.of(painting), Map.of(), DEPLOYED::contains, Set.of()).listOffered())
                .containsExactly(painting);
        assertThat(new ImageModels(List.of(painting), Map.of(), DEPLOYED::contains, Set.of("kie")).listOffered())
                .isEmpty();
        assertThat(new ImageModels(List.of(painting), Map.of(), provider -> false, Set.of()).findOffered("painting"))
                .isEmpty();
    }

    private static ImageModels models(Set<String> switchedOff, String... providers) {
        List<ProviderModelRoute> routes = Stream.of(providers)
                .map(provider -> new ProviderModelRoute(provider, "a-model", 0, Map.of(), Map.of()))
                .toList();
        return new ImageModels(
                List.of(),
                Map.of("model", new ConfiguredModel(Duration.ofSeconds(1), routes)),
                DEPLOYED::contains,
                switchedOff);
    }

    private static List<Integer> numbers(Stream<NumberedModelRoute> routes) {
        return routes.map(NumberedModelRoute::number).toList();
    }
}
