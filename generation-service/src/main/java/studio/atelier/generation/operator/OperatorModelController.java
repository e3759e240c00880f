package studio.atelier.generation.operator;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.WireNameConverter;
import studio.atelier.generation.catalogue.CatalogueException;
import studio.atelier.generation.catalogue.CatalogueModel;
import studio.atelier.generation.catalogue.ImageModels;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.catalogue.ModelCatalogue.OperatorModelChange;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.provider.ProviderRegistry;
import studio.atelier.platform.security.Caller;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Operator endpoints for the models of the catalogue. The platform admits only ADMIN below this path. */
@RestController
@RequestMapping("/api/v1/admin/generation/models")
@Tag(name = "Operator: models")
class OperatorModelController {

    private static final Logger log = LoggerFactory.getLogger(OperatorModelController.class);
    private static final Set<String> CHANGEABLE = Set.of("enabled", "price", "route");
    private static final int MAX_ROUTES = 10;
    private static final long MAX_PRICE = 1000;

    private final ModelCatalogue catalogue;
    private final ProviderRegistry providers;

    OperatorModelController(ModelCatalogue catalogue, ProviderRegistry providers) {
        this.catalogue = catalogue;
        this.providers = providers;
    }

    @GetMapping
    @Operation(summary = "All models with price, routes and whether they are offered", operationId = "operatorModels")
    Mono<OperatorModelList> listModels(Caller caller) {
        return catalogue
                .readModels()
                .map(models -> new OperatorModelList(models.listCatalogue()
                        .map(model -> toResponse(model, models, caller))
                        .toList()));
    }

    @PutMapping("/{id}")
    @Operation(
            summary = "Change whether a model is offered, its price or its routes",
            description = "A member that is left out stays as it is; null is what the release says. Takes effect within"
                    + " seconds; jobs that were priced before keep their price.",
            operationId = "changeModel",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = OperatorModelRequest.class))))
    Mono<OperatorModelResponse> changeModel(Caller caller, @PathVariable String id, @RequestBody ObjectNode change) {
        return findModel(id)
                .map(model -> readChange(change, model))
                .flatMap(valid -> catalogue.changeModel(id, valid))
                .doOnNext(changed -> log.info("Operator {} changed model {}: {}", caller.id(), id, change))
                .then(Mono.defer(catalogue::readModels))
                .flatMap(models -> findModel(id).map(model -> toResponse(model, models, caller)));
    }

    private Mono<CatalogueModel> findModel(String id) {
        return catalogue
                .readModels()
                .map(models -> models.listCatalogue()
                        .filter(model -> model.id().equals(id))
                        .findFirst()
                        .orElseThrow(CatalogueException.ModelNotOffered::new));
    }

    private OperatorModelChange readChange(ObjectNode change, CatalogueModel model) {
        JsonNode enabled = change.path("enabled");
        JsonNode price = change.path("price");
        JsonNode route = change.path("route");
        requireValid(enabled.isMissingNode() || enabled.isNull() || enabled.isBoolean());
        requireValid(price.isMissingNode() || price.isNull() || isWithin(price, 1, MAX_PRICE));
        requireValid(route.isMissingNode() || route.isNull() || isListOfRoutes(route));
        requireValid(CHANGEABLE.containsAll(change.propertyNames()));
        return new OperatorModelChange(
                !enabled.isMissingNode(),
                enabled.isBoolean() ? enabled.asBoolean() : null,
                !price.isMissingNode(),
                price.isIntegralNumber() ? price.asLong() : null,
                !route.isMissingNode(),
                route.isArray()
                        ? route.valueStream()
                                .map(step -> readRoute(step, model))
                                .toList()
                        : null);
    }

    /**
     * A route that the release has keeps the release's parameters and what they add to the cost, and may be over a
     * provider that is not there.
     */
    private ProviderModelRoute readRoute(JsonNode route, CatalogueModel model) {
        JsonNode cost = route.path("costMicroUsd");
        String provider = route.path("provider").asString("");
        String providerModel = route.path("model").asString("");
        Optional<ProviderModelRoute> released = model.release().routes().stream()
                .filter(known ->
                        known.provider().equals(provider) && known.model().equals(providerModel))
                .findFirst();
        requireValid(!providerModel.isBlank() && (released.isPresent() || providers.isAvailable(provider)));
        requireValid(isWithin(cost, 0, Long.MAX_VALUE));
        return new ProviderModelRoute(
                provider,
                providerModel,
                cost.asLong(),
                released.map(ProviderModelRoute::extraCostMicroUsd).orElse(Map.of()),
                released.map(ProviderModelRoute::parameters).orElse(Map.of()));
    }

    private static boolean isListOfRoutes(JsonNode route) {
        return route.isArray() && !route.isEmpty() && route.size() <= MAX_ROUTES;
    }

    private static boolean isWithin(JsonNode number, long least, long most) {
        return number.isIntegralNumber()
                && number.canConvertToLong()
                && number.asLong() >= least
                && number.asLong() <= most;
    }

    private static void requireValid(boolean valid) {
        if (!valid) {
            throw CommonProblemException.of(CommonProblemCode.VALIDATION_FAILED);
        }
    }

    private OperatorModelResponse toResponse(CatalogueModel model, ImageModels models, Caller caller) {
        return new OperatorModelResponse(
                model.id(),
                model.names().getOrDefault(caller.locale().getLanguage(), model.id()),
                WireNameConverter.toWireName(model.kind()),
                model.price(),
                WireNameConverter.toWireName(model.priceUnit()),
                model.release().price(),
                model.enabled(),
                models.findOffered(model.id()).isPresent(),
                model.routes().stream().map(this::toResponse).toList(),
                model.release().routes().stream().map(this::toResponse).toList(),
                model.typicalDuration().toSeconds());
    }

    private OperatorModelRoute toResponse(ProviderModelRoute route) {
        return new OperatorModelRoute(
                route.provider(), route.model(), route.costMicroUsd(), providers.isAvailable(route.provider()));
    }

    /** What an operator may change. */
    @Schema(name = "ModelChange")
    record OperatorModelRequest(
            @Nullable Boolean enabled,
            @Nullable Long price,
            @Nullable List<OperatorRouteRequest> route) {}

    /**
     * A route as an operator orders it.
     *
     * @param costMicroUsd what an image costs us, in millionths of a US dollar, before what its parameters add
     */
    @Schema(name = "RouteChange")
    record OperatorRouteRequest(String provider, String model, long costMicroUsd) {}

    /** The models of the catalogue. */
    @Schema(name = "OperatorModels")
    record OperatorModelList(List<OperatorModelResponse> items) {}

    /**
     * A model as operators see it.
     *
     * @param defaultPrice as the release says
     * @param enabled whether it is meant to be offered
     * @param offered whether it is: it is enabled, and a provider of its route can be used
     * @param route the providers in the order they are tried
     * @param defaultRoute as the release says
     * @param typicalSeconds how long an image takes, until we have measured it
     */
    @Schema(name = "OperatorModel")
    record OperatorModelResponse(
            String id,
            String name,
            String kind,
            long price,
            String priceUnit,
            long defaultPrice,
            boolean enabled,
            boolean offered,
            List<OperatorModelRoute> route,
            List<OperatorModelRoute> defaultRoute,
            long typicalSeconds) {}

    /**
     * A route of a model.
     *
     * @param available whether this deployment has the provider
     */
    @Schema(name = "OperatorRoute")
    record OperatorModelRoute(String provider, String model, long costMicroUsd, boolean available) {}
}
