package studio.atelier.generation.catalogue;

import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.balance.PriceUnit;
import studio.atelier.generation.provider.ModelProperties;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.platform.cache.CacheSpecification;
import studio.atelier.platform.cache.SmartCache;
import studio.atelier.platform.cache.SmartCaches;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the models: those of the table, and those of the configuration. */
@Repository
public class ModelCatalogue {

    /** The only key of the cache, too. */
    private static final String CACHE = "model-catalogue";

    private static final Duration TIME_TO_LIVE = Duration.ofSeconds(30);
    private static final Duration SERVED_STALE = Duration.ofMinutes(10);
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Map<String, String>>> HINTS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Map<String, Long>>> EXTRA_PRICE = new TypeReference<>() {};
    private static final TypeReference<List<StoredRoute>> ROUTES = new TypeReference<>() {};

    private static final String MODELS = """
            select model.*,
                   coalesce(operator_enabled, enabled) as is_enabled,
                   coalesce(operator_price, price) as current_price,
                   coalesce(operator_routes, routes) as current_routes
            from model
            order by position, id
            """;

    private static final String CHANGE = """
            update model
            set operator_enabled = case when :changesEnabled then :enabled else operator_enabled end,
                operator_price = case when :changesPrice then :price else operator_price end,
                operator_routes = case when :changesRoutes then cast(:routes as jsonb) else operator_routes end
            where id = :id
            """;

    private static final String SWITCHED_OFF = "select name from queue where not enabled";

    private final DatabaseClient database;
    private final ModelProperties configured;
    private final ProviderRegistry providers;
    private final JsonMapper json;
    private final SmartCache<String, StoredCatalogue> cache;
    private volatile @Nullable CurrentModels current;

    ModelCatalogue(
            DatabaseClient database,
            ModelProperties configured,
            ProviderRegistry providers,
            JsonMapper json,
            SmartCaches caches) {
        this.database = database;
        this.configured = configured;
        this.providers = providers;
        this.json = json;
        this.cache = caches.createCache(
                CacheSpecification.<String, StoredCatalogue>of(CACHE, TIME_TO_LIVE, key -> loadCatalogue())
                        .serveStaleFor(SERVED_STALE)
                        .keepFresh(1)
                        .shareThroughRedis(StoredCatalogue.class));
    }

    /** Lets every instance read what has changed. */
    public Mono<Void> forgetModels() {
        return cache.invalidateKey(CACHE);
    }

    /**
     * Changes what an operator chooses for a model: null, as the release says.
     *
     * @return false if there is no such model
     */
    public Mono<Boolean> changeModel(String id, OperatorModelChange change) {
        return database.sql(CHANGE)
                .bind("id", id)
                .bind("changesEnabled", change.changesEnabled())
                .bind("enabled", toNullableParameter(change.enabled(), Boolean.class))
                .bind("changesPrice", change.changesPrice())
                .bind("price", toNullableParameter(change.price(), Long.class))
                .bind("changesRoutes", change.changesRoutes())
                .bind("routes", toNullableParameter(writeRoutes(change.routes()), String.class))
                .fetch()
                .rowsUpdated()
                .delayUntil(rows -> forgetModels())
                .map(rows -> rows > 0);
    }

    private @Nullable String writeRoutes(@Nullable List<ProviderModelRoute> routes) {
        return routes == null ? null : json.writeValueAsString(routes);
    }

    /** The models as they are now; half a minute old at most, while the database answers. */
    public Mono<ImageModels> readModels() {
        return cache.findValue(CACHE).map(this::toModels);
    }

    /**
     * The routes of each model as release and configuration say, whatever an operator chose. Read from the table: what
     * instances share may be of the previous release.
     */
    public Mono<Map<String, List<ProviderModelRoute>>> readReleasedRoutes() {
        return database.sql("select id, routes from model order by position, id")
                .map(row -> Map.entry(readRequired(row, "id", String.class), readRoutes(row, "routes")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new)
                .doOnNext(routes -> configured.models().forEach((id, model) -> routes.put(id, model.routes())));
    }

    /** Derived once for each state of the table. */
    @SuppressWarnings("ReferenceEquality") // comparing all models would cost more than to derive them
    private ImageModels toModels(StoredCatalogue stored) {
        CurrentModels known = current;
        if (known != null && known.stored() == stored) {
            return known.models();
        }
        ImageModels models =
                new ImageModels(stored.models(), configured.models(), providers::isAvailable, stored.switchedOff());
        current = new CurrentModels(stored, models);
        return models;
    }

    private Mono<StoredCatalogue> loadCatalogue() {
        Mono<List<CatalogueModel>> rows =
                database.sql(MODELS).map(this::toModel).all().collectList();
        Mono<Set<String>> off = database.sql(SWITCHED_OFF)
                .map(row -> readRequired(row, "name", String.class))
                .all()
                .collect(Collectors.toUnmodifiableSet());
        return Mono.zipDelayError(rows, off).map(both -> new StoredCatalogue(both.getT1(), both.getT2()));
    }

    private CatalogueModel toModel(Readable row) {
        return new CatalogueModel(
                readRequired(row, "id", String.class),
                CatalogueModel.ModelKind.valueOf(readRequired(row, "kind", String.class)),
                json.readValue(readRequired(row, "names", String.class), TEXTS),
                json.readValue(readRequired(row, "descriptions", String.class), TEXTS),
                readOptional(row, "sample_url", String.class),
                readRequired(row, "current_price", Long.class),
                PriceUnit.valueOf(readRequired(row, "price_unit", String.class)),
                json.readValue(readRequired(row, "extra_price", String.class), EXTRA_PRICE),
                (ObjectNode) json.readTree(readRequired(row, "input_schema", String.class)),
                json.readValue(readRequired(row, "hints", String.class), HINTS),
                readRoutes(row, "current_routes"),
                new CatalogueModel.ReleasedModelDefaults(
                        readRequired(row, "price", Long.class), readRoutes(row, "routes")),
                Duration.ofMillis(readRequired(row, "typical_millis", Long.class)),
                readRequired(row, "is_enabled", Boolean.class));
    }

    private List<ProviderModelRoute> readRoutes(Readable row, String column) {
        return json.readValue(readRequired(row, column, String.class), ROUTES).stream()
                .map(StoredRoute::toRoute)
                .toList();
    }

    /**
     * What an operator chooses for a model.
     *
     * @param enabled null, as the release says; so are the others
     * @param price in units of the model, before what parameters add
     */
    public record OperatorModelChange(
            boolean changesEnabled,
            @Nullable Boolean enabled,
            boolean changesPrice,
            @Nullable Long price,
            boolean changesRoutes,
            @Nullable List<ProviderModelRoute> routes) {}

    /** What the tables say. */
    private record StoredCatalogue(List<CatalogueModel> models, Set<String> switchedOff) {}

    private record CurrentModels(StoredCatalogue stored, ImageModels models) {}

    /** A route as a row has it. */
    private record StoredRoute(
            String provider,
            String model,
            long costMicroUsd,
            @Nullable Map<String, Map<String, Long>> extraCostMicroUsd,
            @Nullable Map<String, Object> parameters) {

        ProviderModelRoute toRoute() {
            return new ProviderModelRoute(
                    provider,
                    model,
                    costMicroUsd,
                    extraCostMicroUsd == null ? Map.of() : extraCostMicroUsd,
                    parameters == null ? Map.of() : parameters);
        }
    }
}
