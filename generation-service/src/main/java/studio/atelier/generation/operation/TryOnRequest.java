package studio.atelier.generation.operation;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;

/**
 * Puts an item from one photo onto the person of another.
 *
 * @param category wire name of a {@link TryOnItemCategory}
 * @param personUploadId photo of the person
 * @param itemUploadId photo of the item
 */
public record TryOnRequest(
        @Schema(allowableValues = OPERATION, requiredMode = Schema.RequiredMode.REQUIRED)
        String operation,

        @NotBlank @Schema(implementation = TryOnItemCategory.class)
        String category,

        @NotNull UUID personUploadId,
        @NotNull UUID itemUploadId,

        @Schema(defaultValue = "auto") @Nullable Funding funding,

        @Nullable Source expectedSource,

        @Positive @Nullable Long maxPrice)
        implements GenerationRequest {

    /** Wire name. */
    public static final String OPERATION = "try-on";
}
