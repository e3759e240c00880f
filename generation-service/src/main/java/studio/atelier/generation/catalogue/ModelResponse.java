package studio.atelier.generation.catalogue;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model as clients see it; words are in the caller's language.
 *
 * @param kind {@code text-to-image} or {@code edit}
 * @param price units an image costs with the defaults
 * @param priceUnit {@code actions} or {@code diamonds}
 * @param extraPrice units that are added to the price, by parameter and its value
 * @param sampleUrl a picture it made
 * @param inputSchema JSON Schema 2020-12; its properties are in the order of the form, and a picture is a string of the
 *     format {@code atelier-image}: the id of an upload or of an image of the caller
 * @param hints what to enter, by parameter
 * @param defaults by parameter
 */
@Schema(name = "Model")
record ModelResponse(
        String id,
        String name,
        String description,
        @Schema(allowableValues = {"text-to-image", "edit"}) String kind,
        long price,
        @Schema(allowableValues = {"actions", "diamonds"}) String priceUnit,
        Map<String, Map<String, Long>> extraPrice,
        @Nullable String sampleUrl,
        boolean enabled,
        Map<String, Object> inputSchema,
        Map<String, String> hints,
        Map<String, Object> defaults) {}
