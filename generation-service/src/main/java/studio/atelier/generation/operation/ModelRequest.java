package studio.atelier.generation.operation;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;

/**
 * Makes a picture with a model of the catalogue.
 *
 * @param modelId of the catalogue
 * @param parameters as the model's schema says; those that are left out have their defaults
 */
public record ModelRequest(
        @Schema(allowableValues = OPERATION, requiredMode = Schema.RequiredMode.REQUIRED)
        String operation,

        @NotBlank String modelId,
        @NotNull Map<String, Object> parameters,

        @Schema(defaultValue = "auto") @Nullable Funding funding,

        @Nullable Source expectedSource,

        @Positive @Nullable Long maxPrice)
        implements GenerationRequest {

    /** Wire name. */
    public static final String OPERATION = "model";
}
