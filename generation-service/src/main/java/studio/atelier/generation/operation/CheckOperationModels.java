package studio.atelier.generation.operation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.platform.settings.IncompleteSettingsException;

/**
 * Stops the start if the model of an operation does not exist, or the providers of this deployment take fewer pictures
 * with it than the operation has. A deployment without any of its providers starts: it has the other operations. What
 * an operator changed does not count: it is undone without a restart. All singletons exist by then, so the migrations
 * have written the models of this release.
 */
@Component
class CheckOperationModels implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(CheckOperationModels.class);

    private static final int TRY_ON_PICTURES = 2;
    private static final int EDIT_PICTURES = 1;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ModelCatalogue catalogue;
    private final ProviderRegistry providers;
    private final TryOnProperties tryOn;
    private final EditProperties edit;

    CheckOperationModels(
            ModelCatalogue catalogue, ProviderRegistry providers, TryOnProperties tryOn, EditProperties edit) {
        this.catalogue = catalogue;
        this.providers = providers;
        this.tryOn = tryOn;
        this.edit = edit;
    }

    /** Waits on the thread that starts the service, as the migrations do: nothing is served yet. */
    @Override
    public void afterSingletonsInstantiated() {
        List<String> complaints = listComplaints().timeout(LIMIT).toFuture().join();
        if (!complaints.isEmpty()) {
            throw new IncompleteSettingsException(complaints);
        }
    }

    private Mono<List<String>> listComplaints() {
        return catalogue
                .readReleasedRoutes()
                .map(models -> Stream.of(
                                findComplaint("ATELIER_TRY_ON_MODEL", tryOn.model(), TRY_ON_PICTURES, models),
                                findComplaint("atelier.generation.edit.model", edit.model(), EDIT_PICTURES, models))
                        .flatMap(Optional::stream)
                        .toList());
    }

    private Optional<String> findComplaint(
            String setting, String model, int pictures, Map<String, List<ProviderModelRoute>> models) {
        List<String> fitting = models.entrySet().stream()
                .filter(each -> availableRoutes(each.getValue()).anyMatch(route -> takesPictures(route, pictures)))
                .map(Map.Entry::getKey)
                .toList();
        List<ProviderModelRoute> routes = models.get(model);
        if (fitting.contains(model)) {
            return Optional.empty();
        }
        if (routes != null && availableRoutes(routes).findAny().isEmpty()) {
            log.warn(
                    "No provider of {}, the model of {}, is enabled; these models could be used: {}",
                    model,
                    setting,
                    fitting);
            return Optional.empty();
        }
        String fault = routes == null
                ? "there is no such model"
                : "no enabled provider takes %d input picture(s) with it".formatted(pictures);
        return Optional.of("%s is %s, but %s; these fit: %s".formatted(setting, model, fault, fitting));
    }

    private Stream<ProviderModelRoute> availableRoutes(List<ProviderModelRoute> routes) {
        return routes.stream().filter(route -> providers.isAvailable(route.provider()));
    }

    private boolean takesPictures(ProviderModelRoute route, int pictures) {
        return providers.requireProvider(route.provider()).maxInputs(route.model()) >= pictures;
    }
}
