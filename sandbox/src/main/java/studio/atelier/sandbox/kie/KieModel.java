package studio.atelier.sandbox.kie;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One model of the documented table.
 *
 * @param formats values of {@code output_format}, the default first; empty if the model has no such field
 * @param takesResolution whether the model has a field for the resolution
 * @param credits price of an image of 1K
 */
public record KieModel(
        String id,
        int maxPrompt,
        ImageField images,
        SizeField size,
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
    private static final List<String> NO_FORMAT = List.of();
    private static final ImageField NO_IMAGES = new ImageField("", 0, false);
    private static final SizeField IMAGE_SIZE = new SizeField("image_size", SIZES_V1, "1:1");
    private static final SizeField RATIO_V1 = new SizeField("aspect_ratio", SIZES_V1, "1:1");
    private static final SizeField RATIO_V2 = new SizeField("aspect_ratio", SIZES_V2, "auto");
    private static final SizeField RATIO_GPT = new SizeField("aspect_ratio", SIZES_GPT, "auto");

    private static final List<KieModel> ALL = List.of(
            model("google/nano-banana", 5000, NO_IMAGES, IMAGE_SIZE, PNG_JPEG, false, 4),
            model("google/nano-banana-edit", 5000, required("image_urls", 10), IMAGE_SIZE, PNG_JPEG, false, 4),
            model("nano-banana-pro", 10_000, optional("image_input", 8), RATIO_V1, PNG_JPG, true, 18),
            model("nano-banana-2", 20_000, optional("image_input", 14), RATIO_V2, JPG_PNG, true, 8)
                    .withField("google_search"),
            model("nano-banana-2-lite", 20_000, optional("image_urls", 10), RATIO_V2, NO_FORMAT, false, 4),
            model("gpt-image-2-text-to-image", 20_000, NO_IMAGES, RATIO_GPT, NO_FORMAT, true, 6),
            model("gpt-image-2-image-to-image", 20_000, required("input_urls", 16), RATIO_GPT, NO_FORMAT, true, 6));

    private static KieModel model(
            String id,
            int maxPrompt,
            ImageField images,
            SizeField size,
            List<String> formats,
            boolean takesResolution,
            int credits) {
        return new KieModel(id, maxPrompt, images, size, formats, takesResolution, Set.of(), credits);
    }

    private KieModel withField(String name) {
        return new KieModel(id, maxPrompt, images, size, formats, takesResolution, Set.of(name), credits);
    }

    private static ImageField required(String field, int most) {
        return new ImageField(field, most, true);
    }

    private static ImageField optional(String field, int most) {
        return new ImageField(field, most, false);
    }

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
        String chosenSize = oneOf(input, size.name(), size.values(), size.otherwise());
        String resolution = takesResolution ? oneOf(input, "resolution", RESOLUTIONS, "1K") : "1K";
        String format = formats.isEmpty() ? "png" : oneOf(input, "output_format", formats, formats.getFirst());
        if (id.startsWith("gpt-image-2")) {
            checkGptResolution(chosenSize, resolution);
        }
        return new KieInput(this, prompt, images.read(input), chosenSize, resolution, format);
    }

    private void checkKnown(String field) {
        boolean known = field.equals("prompt")
                || field.equals(size.name())
                || (images.most() > 0 && field.equals(images.name()))
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

    /**
     * The field with the addresses of input images.
     *
     * @param name empty if the model takes none
     */
    private record ImageField(String name, int most, boolean isRequired) {

        List<String> read(JsonNode input) {
            JsonNode addresses = input.path(name);
            if (addresses.isMissingNode() || addresses.isNull() || (addresses.isArray() && addresses.isEmpty())) {
                if (isRequired) {
                    throw KieRefusal.unprocessable(name + " is required");
                }
                return List.of();
            }
            if (!addresses.isArray() || addresses.size() > most) {
                throw KieRefusal.unprocessable(name + " must be a list of at most " + most + " addresses");
            }
            List<String> images =
                    addresses.valueStream().map(address -> address.asString("")).toList();
            if (!images.stream().allMatch(address -> address.matches("https?://\\S+"))) {
                throw KieRefusal.unprocessable(name + " must hold addresses of pictures");
            }
            return images;
        }
    }

    /** The field for the size or the aspect ratio, its values, and what an input without it gets. */
    private record SizeField(String name, List<String> values, String otherwise) {}

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
