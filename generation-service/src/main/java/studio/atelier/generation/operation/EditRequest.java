package studio.atelier.generation.operation;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;

/**
 * Changes a picture: by a prompt, or into a variation of it.
 *
 * @param sourceImageId an image of the caller, or
 * @param sourceUploadId an upload of the caller
 * @param prompt what to change, or
 * @param variation true for another picture of the same
 */
public record EditRequest(
        @Schema(allowableValues = OPERATION, requiredMode = Schema.RequiredMode.REQUIRED)
        String operation,

        @Nullable UUID sourceImageId,
        @Nullable UUID sourceUploadId,
        @Size(max = MAX_PROMPT_LENGTH) @Nullable String prompt,
        @Nullable Boolean variation,

        @Schema(defaultValue = "auto") @Nullable Funding funding,

        @Nullable Source expectedSource,

        @Positive @Nullable Long maxPrice)
        implements GenerationRequest {

    /** Wire name. */
    public static final String OPERATION = "edit";

    private static final int MAX_PROMPT_LENGTH = 5000;

    @JsonIgnore
    @Schema(hidden = true)
    @AssertTrue(message = "exactly one of sourceImageId and sourceUploadId")
    public boolean isOneSource() {
        return (sourceImageId == null) != (sourceUploadId == null);
    }

    @JsonIgnore
    @Schema(hidden = true)
    @AssertTrue(message = "either a prompt or variation")
    public boolean isPromptOrVariation() {
        return (prompt != null && !prompt.isBlank()) != wantsVariation();
    }

    private boolean wantsVariation() {
        return Boolean.TRUE.equals(variation);
    }

    /** The picture to change. */
    UUID source() {
        return Objects.requireNonNull(sourceImageId != null ? sourceImageId : sourceUploadId, "isOneSource");
    }
}
