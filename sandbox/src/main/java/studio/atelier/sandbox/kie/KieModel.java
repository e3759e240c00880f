package studio.atelier.sandbox.kie;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One model of the documented table.
 *
 * @param imageField the field with the addresses of input images, or null if the model takes none
 * @param imagesRequired whether at least one is required
 * @param formats values of {@code output_format}, the default first; empty if the model has no such field
 * @param takesResolution whether the model has a field for the resolution
 * @param credits price of an image of 1K
 */
public record KieModel(
        String id,
        int maxPrompt,
        @Nullable String imageField,
        int maxImages,
        boolean imagesRequired,
        String sizeField,
        List<String> sizes,
        String defaultSize,
        List<String> formats,
        boolean takesResolution,
        Set<String> otherFields,
        int credits) {

    private static final List<String> SIZES_V1 =
            List.of("1:1", "9:16", "16:9", "3:4", "4:3", "3:2", "2:3", "5:4", "4:5", "21:9", "auto");
    private static final List<String> SIZES_V2 = List.of(
            "1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9", "1:4", "1:8", "4:1", "8:1",
            "auto");
    private static final List<String> SIZES_GPT = List.of("auto", "1:1", "9:16", "16:9", "4:3", "3:4");
    private static final List<String> RESOLUTIONS = List.of("1K", "2K", "4K");
    private static final List<String> PNG_JPEG = List.of("png", "jpeg");
    private static final List<String> PNG_JPG = List.of("png", "jpg");
    private static final List<String> JPG_PNG = List.of("jpg", "png");

    private static final List<KieModel> ALL = List.of(
            new KieModel(
                    "google/nano-banana",
                    5000,
                    null,
                    0,
                    false,
                    "image_size",
                    SIZES_V1,
                    "1:1",
                    PNG_JPEG,
                    false,
                    Set.of(),
                    4),
            new KieModel(
                    "google/nano-banana-edit",
                    5000,
                    "image_urls",
                    10,
                    true,
                    "image_size",
                    SIZES_V1,
                    "1:1",
                    PNG_JPEG,
                    false,
                    Set.of(),
                    4),
            new KieModel(
                    "nano-banana-pro",
                    10_000,
                    "image_input",
                    8,
                    false,
                    "aspect_ratio",
                    SIZES_V1,
                    "1:1",
                    PNG_JPG,
                    true,
                    Set.of(),
                    18),
            new KieModel(
                    "nano-banana-2",
                    20_000,
                    "image_input",
                    14,
                    false,
                    "aspect_ratio",
                    SIZES_V2,
                    "auto",
                    JPG_PNG,
                    true,
                    Set.of("google_search"),
                    8),
            new KieModel(
                    "nano-banana-2-lite",
                    20_000,
                    "image_urls",
                    10,
                    false,
                    "aspect_ratio",
                    SIZES_V2,
                    "auto",
                    List.of(),
                    false,
                    Set.of(),
                    4),
            new KieModel(
                    "gpt-image-2-text-to-image",
                    20_000,
                    null,
                    0,
                    false,
                    "aspect_ratio",
                    SIZES_GPT,
                    "auto",
                    List.of(),
                    true,
                    Set.of(),
                    6),
            new KieModel(
                    "gpt-image-2-image-to-image",
                    20_000,
                    "input_urls",
                    16,
                    true,
                    "aspect_ratio",
                    SIZES_GPT,
                    "auto",
                    List.of(),
                    true,
                    Set.of(),
                    6));

    static Optional<KieModel> byId(String id) {
        return ALL.stream().filter(model -> model.id().equals(id)).findFirst();
    }

    /**
     * Reads the input of a task.
     *
     * @throws KieRefusal code 422 with the first error; a field that the model does not have is an error
     */
    KieInput read(JsonNode input) {
        if (!input.isObject()) {
            throw KieRefusal.unprocessable("input cannot be null");
        }
        input.propertyNames().forEach(this::checkKnown);
        String prompt = input.path("prompt").asString("");
        if (prompt.isBlank()) {
            throw KieRefusal.unprocessable("prompt is required");
        }
        if (prompt.length() > maxPrompt) {
            throw KieRefusal.unprocessable("prompt must not be longer than " + maxPrompt + " characters");
        }
        String size = oneOf(input, sizeField, sizes, defaultSize);
        String resolution = takesResolution ? oneOf(input, "resolution", RESOLUTIONS, "1K") : "1K";
        String format = formats.isEmpty() ? "png" : oneOf(input, "output_format", formats, formats.getFirst());
        if (id.startsWith("gpt-image-2")) {
            checkGptResolution(size, resolution);
        }
        return new KieInput(this, prompt, images(input), size, resolution, format);
    }

    private void checkKnown(String field) {
        boolean known = field.equals("prompt")
                || field.equals(sizeField)
                || field.equals(imageField)
                || (takesResolution && field.equals("resolution"))
                || (!formats.isEmpty() && field.equals("output_format"))
                || otherFields.contains(field);
        if (!known) {
            throw KieRefusal.unprocessable("input." + field + " is not a field of " + id);
        }
    }

    private static String oneOf(JsonNode input, String field, List<String> allowed, String otherwise) {
        if (!input.hasNonNull(field)) {
            return otherwise;
        }
        String value = input.path(field).asString("");
        if (!allowed.contains(value)) {
            throw KieRefusal.unprocessable(field + " is not within the range of allowed options");
        }
        return value;
    }

    private static void checkGptResolution(String size, String resolution) {
        if (size.equals("1:1") && resolution.equals("4K")) {
            throw KieRefusal.unprocessable("resolution 4K is not supported for aspect_ratio 1:1");
        }
        if (size.equals("auto") && !resolution.equals("1K")) {
            throw KieRefusal.unprocessable("aspect_ratio auto supports only resolution 1K");
        }
    }

    private List<String> images(JsonNode input) {
        JsonNode addresses = imageField == null ? input.path("") : input.path(imageField);
        if (addresses.isMissingNode() || addresses.isNull() || (addresses.isArray() && addresses.isEmpty())) {
            if (imagesRequired) {
                throw KieRefusal.unprocessable(imageField + " is required");
            }
            return List.of();
        }
        if (!addresses.isArray() || addresses.size() > maxImages) {
            throw KieRefusal.unprocessable(imageField + " must be a list of at most " + maxImages + " addresses");
        }
        List<String> images =
                addresses.valueStream().map(address -> address.asString("")).toList();
        if (!images.stream().allMatch(address -> address.matches("https?://\\S+"))) {
            throw KieRefusal.unprocessable(imageField + " must hold addresses of pictures");
        }
        return images;
    }

    /** A task's input, validated and with defaults applied. */
    public record KieInput(
            KieModel model, String prompt, List<String> images, String size, String resolution, String format) {

        /** The price of the image: higher resolutions cost more. */
        public int credits() {
            return switch (resolution) {
                case "4K" -> model.credits() * 2;
                case "2K" -> model.credits() * 3 / 2;
                default -> model.credits();
            };
        }
    }
}
