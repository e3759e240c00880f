package studio.atelier.generation.operation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;

/**
 * An operation this version does not offer; always refused.
 *
 * @param operation as the client wrote it, or null if it wrote none
 */
@Schema(hidden = true)
@JsonIgnoreProperties(ignoreUnknown = true)
@SuppressWarnings("NullAway") // the client may have left the operation out, which is what this record is for
public record UnknownOperationRequest(@Nullable String operation) implements GenerationRequest {

    @Override
    public @Nullable Funding funding() {
        return null;
    }

    @Override
    public @Nullable Source expectedSource() {
        return null;
    }

    @Override
    public @Nullable Long maxPrice() {
        return null;
    }
}
