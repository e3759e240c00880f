package studio.atelier.generation.catalogue;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import studio.atelier.platform.security.Caller;

/** Endpoints of the catalogue. */
@RestController
@RequestMapping("/api/v1/models")
@Tag(name = "Models", description = "The models pictures can be made with")
class ModelController {

    private final ModelCatalogue catalogue;
    private final RenderModelResponse renderModel;

    ModelController(ModelCatalogue catalogue, RenderModelResponse renderModel) {
        this.catalogue = catalogue;
        this.renderModel = renderModel;
    }

    @GetMapping
    @Operation(
            summary = "The models that can be used now",
            description = "A form can be built from the schema of a model alone. Words are in the caller's language.",
            operationId = "models")
    Mono<ModelListResponse> listModels(Caller caller) {
        return catalogue
                .readModels()
                .map(models -> new ModelListResponse(
                        models.listOffered()
                                .map(model -> renderModel.toResponse(model, caller.locale()))
                                .toList(),
                        null));
    }

    @GetMapping("/{id}")
    @Operation(summary = "One model", operationId = "model")
    Mono<ModelResponse> findModel(Caller caller, @PathVariable String id) {
        return catalogue
                .readModels()
                .map(models -> models.findOffered(id).orElseThrow(CatalogueException.ModelNotOffered::new))
                .map(model -> renderModel.toResponse(model, caller.locale()));
    }
}
