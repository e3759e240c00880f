package studio.atelier.generation.catalogue;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models that can be used now.
 *
 * @param nextCursor always null: all models are on one page
 */
@Schema(name = "ModelPage")
record ModelListResponse(
        List<ModelResponse> items, @Nullable String nextCursor) {

    /** Copies the items. */
    ModelListResponse {
        items = List.copyOf(items);
    }
}
