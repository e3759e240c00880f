package studio.atelier.generation.operation;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;

/**
 * Makes several pictures: all are admitted or none, and all are paid from one source. Afterwards each succeeds or fails
 * by itself.
 *
 * @param items requests of any other operation, without funding, expected source and highest price of their own
 */
public record BatchRequest(
        @Schema(allowableValues = OPERATION, requiredMode = Schema.RequiredMode.REQUIRED)
        String operation,

        @NotNull @Size(min = 1, max = MAX_ITEMS) List<@NotNull @Valid GenerationRequest> items,

        @Schema(defaultValue = "auto") @Nullable Funding funding,

        @Nullable Source expectedSource,

        @Positive @Nullable Long maxPrice)
        implements GenerationRequest {

    /** Wire name. */
    public static final String OPERATION = "batch";

    private static final int MAX_ITEMS = 20;
}
