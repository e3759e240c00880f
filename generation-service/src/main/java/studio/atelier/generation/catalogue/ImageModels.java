package studio.atelier.generation.catalogue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import studio.atelier.generation.provider.ModelProperties.ConfiguredModel;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;

/** The models and their routes at a moment; never changed. */
public final class ImageModels {

    private final Map<String, CatalogueModel> catalogue;
    private final Map<String, ConfiguredModel> models;
    private final Predicate<String> isAvailable;
    private final Set<String> switchedOff;

    /**
     * Creates the models.
     *
     * @param catalogue in the order they are shown
     * @param configured models that no client can choose, and those that replace the routes of one in the catalogue
     * @param isAvailable whether this deployment has the provider
     * @param switchedOff the providers that an operator has switched off
     */
    public ImageModels(
            List<CatalogueModel> catalogue,
            Map<String, ConfiguredModel> configured,
            Predicate<String> isAvailable,
            Set<String> switchedOff) {
        this.catalogue = catalogue.stream()
                .collect(Collectors.toMap(
                        CatalogueModel::id, Function.identity(), (first, second) -> first, LinkedHashMap::new));
        Map<String, ConfiguredModel> all = new LinkedHashMap<>();
        catalogue.forEach(model -> all.put(model.id(), new ConfiguredModel(model.typicalDuration(), model.routes())));
        all.putAll(configured);
        this.models = Map.copyOf(all);
        this.isAvailable = isAvailable;
        this.switchedOff = Set.copyOf(switchedOff);
    }

    /** The models that clients can choose: they are enabled, and have a route that can be taken now. */
    public Stream<CatalogueModel> listOffered() {
        return catalogue.values().stream()
                .filter(model -> model.enabled() && firstRoute(model.id()).isPresent());
    }

    /** All models of the catalogue, for operators. */
    public Stream<CatalogueModel> listCatalogue() {
        return catalogue.values().stream();
    }

    /** The model of this id; empty if clients cannot choose it now. */
    public Optional<CatalogueModel> findOffered(String id) {
        return Optional.ofNullable(catalogue.get(id))
                .filter(model -> model.enabled() && firstRoute(id).isPresent());
    }

    /** Whether an operation may use the model: an operator has not taken it off, and a route can be taken now. */
    public boolean isUsable(String model) {
        CatalogueModel known = catalogue.get(model);
        return (known == null || known.enabled()) && firstRoute(model).isPresent();
    }

    /**
     * The route a job of the model starts with; empty if there is no such model, or none of its routes can be taken.
     */
    public Optional<NumberedModelRoute> firstRoute(String model) {
        return nextRoute(model, -1);
    }

    /** The first route after this number that can be taken now. */
    public Optional<NumberedModelRoute> nextRoute(String model, int after) {
        return routesAfter(model, after).findFirst();
    }

    /**
     * The models whose jobs on this provider can take another route now, the next one or one behind it.
     *
     * @param isPermitted whether the provider of the other route may be called
     */
    public Set<String> listModelsWithRouteAfter(String provider, Predicate<String> isPermitted) {
        return listRoutes()
                .filter(route -> route.route().provider().equals(provider))
                .filter(route -> routesAfter(route.model(), route.number())
                        .anyMatch(next -> isPermitted.test(next.route().provider())))
                .map(NumberedModelRoute::model)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How many routes after this number can be taken now. */
    public long countRoutesAfter(String model, int number) {
        return routesAfter(model, number).count();
    }

    private Stream<NumberedModelRoute> routesAfter(String model, int number) {
        return availableRoutes(model)
                .filter(route ->
                        route.number() > number && !isSwitchedOff(route.route().provider()));
    }

    /** The route with this number; empty if the model, the route or its provider is gone. */
    public Optional<ProviderModelRoute> findRoute(String model, int number) {
        return availableRoutes(model)
                .filter(route -> route.number() == number)
                .map(NumberedModelRoute::route)
                .findFirst();
    }

    /** Every route of every model whose provider this deployment has, also of those that are switched off. */
    public Stream<NumberedModelRoute> listRoutes() {
        return models.keySet().stream().flatMap(this::availableRoutes);
    }

    /**
     * The route on which every job of a model starts now. Where all providers are switched off it is the first one: the
     * worker that takes a job from its queue ends the job.
     */
    public Stream<NumberedModelRoute> listFirstRoutes() {
        return models.keySet().stream()
                .flatMap(model ->
                        firstRoute(model).or(() -> availableRoutes(model).findFirst()).stream());
    }

    /** Whether an operator has switched this provider off. */
    public boolean isSwitchedOff(String provider) {
        return switchedOff.contains(provider);
    }

    /** How long an image takes, until we have measured it; empty if there is no such model. */
    public Optional<Duration> typicalDuration(String model) {
        return Optional.ofNullable(models.get(model)).map(ConfiguredModel::typicalDuration);
    }

    private Stream<NumberedModelRoute> availableRoutes(String model) {
        ConfiguredModel found = models.get(model);
        return found == null
                ? Stream.empty()
                : IntStream.range(0, found.routes().size())
                        .mapToObj(number -> new NumberedModelRoute(
                                model, number, found.routes().get(number)))
                        .filter(route -> isAvailable.test(route.route().provider()));
    }

    /**
     * A route of a model.
     *
     * @param number 0 for the model's first
     */
    public record NumberedModelRoute(String model, int number, ProviderModelRoute route) {}
}
