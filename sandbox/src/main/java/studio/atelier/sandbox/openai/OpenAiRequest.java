package studio.atelier.sandbox.openai;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import studio.atelier.sandbox.picture.PictureOrder;
import studio.atelier.sandbox.picture.PictureOrder.Format;
import studio.atelier.sandbox.provider.RequestFields;

/**
 * A valid request for images.
 *
 * @param n how many
 */
record OpenAiRequest(String prompt, int n, int width, int height, String quality, String format, String background) {

    static final Set<String> GENERATION_FIELDS = Set.of(
            "prompt",
            "model",
            "n",
            "size",
            "quality",
            "output_format",
            "output_compression",
            "background",
            "moderation",
            "stream",
            "partial_images",
            "user");

    private static final Set<String> MODELS = Set.of("gpt-image-2", "gpt-image-2-2026-04-21");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)\\bforbidden\\b");
    private static final int MAX_PROMPT = 32_000;
    private static final int MAX_COUNT = 10;
    private static final int LONGEST_SIDE = 3840;
    private static final int LONGEST_OF_SHORT_SIDE = 2160;

    static OpenAiRequest read(RequestFields fields, Set<String> allowed, String modelIfAbsent) {
        fields.allowOnly(allowed);
        String model = fields.text("model", modelIfAbsent);
        if (!MODELS.contains(model)) {
            throw OpenAiErrors.modelNotFound(model);
        }
        String prompt = fields.requiredText("prompt", MAX_PROMPT);
        if (FORBIDDEN.matcher(prompt).find()) {
            throw OpenAiErrors.moderationBlocked();
        }
        if (fields.flag("stream", false) || fields.has("partial_images")) {
            throw OpenAiErrors.invalid("stream", "The sandbox does not stream images.");
        }
        fields.oneOf("moderation", "auto", "auto", "low");
        String format = format(fields);
        String background = fields.oneOf("background", "auto", "auto", "opaque", "transparent");
        if (background.equals("transparent") && format.equals("jpeg")) {
            throw OpenAiErrors.invalid("background", "Transparent background is not supported for jpeg.");
        }
        String quality = fields.oneOf("quality", "auto", "auto", "low", "medium", "high");
        int n = (int) fields.whole("n", 1, 1, MAX_COUNT);
        return sized(fields.text("size", "auto"))
                .with(prompt, n, quality.equals("auto") ? "medium" : quality, format, background);
    }

    private static String format(RequestFields fields) {
        String format = fields.oneOf("output_format", "png", "png", "jpeg", "webp");
        if (format.equals("webp")) {
            throw OpenAiErrors.invalid("output_format", "The sandbox draws png and jpeg only.");
        }
        if (fields.has("output_compression") && format.equals("png")) {
            throw OpenAiErrors.invalid("output_compression", "Compression is not supported for png.");
        }
        fields.whole("output_compression", 100, 0, 100);
        return format;
    }

    private static OpenAiRequest sized(String size) {
        Matcher sides = SIZE.matcher(size.equals("auto") ? "1024x1024" : size);
        if (!sides.matches()) {
            throw invalidSize(size, "it must be auto or WIDTHxHEIGHT");
        }
        int width = Integer.parseInt(sides.group(1));
        int height = Integer.parseInt(sides.group(2));
        if (width == 0 || height == 0 || width % 16 != 0 || height % 16 != 0) {
            throw invalidSize(size, "width and height must be divisible by 16");
        }
        if (width > 3 * height || height > 3 * width) {
            throw invalidSize(size, "the ratio must be from 1:3 to 3:1");
        }
        if (Math.max(width, height) > LONGEST_SIDE || Math.min(width, height) > LONGEST_OF_SHORT_SIDE) {
            throw invalidSize(size, "the largest size is 3840x2160");
        }
        return new OpenAiRequest("", 1, width, height, "", "", "");
    }

    private static RuntimeException invalidSize(String size, String why) {
        return OpenAiErrors.invalid("invalid_value", "size", "Invalid size '" + size + "': " + why + ".");
    }

    private OpenAiRequest with(String newPrompt, int newN, String newQuality, String newFormat, String newBackground) {
        return new OpenAiRequest(newPrompt, newN, width, height, newQuality, newFormat, newBackground);
    }

    /** One order for each image; their seeds follow one another. */
    List<PictureOrder> orders() {
        long seed = PictureOrder.seedIn(prompt).orElseGet(RequestFields::randomSeed);
        return LongStream.range(0, n)
                .mapToObj(i -> new PictureOrder(
                        prompt,
                        List.of(),
                        seed + i,
                        width + ":" + height,
                        RequestFields.longSide(width, height),
                        Format.named(format),
                        "openai"))
                .toList();
    }

    String size() {
        return width + "x" + height;
    }

    /** The background that was made: {@code auto} is opaque. */
    String madeBackground() {
        return background.equals("auto") ? "opaque" : background.toLowerCase(Locale.ROOT);
    }

    int textTokens() {
        return prompt.length() / 4 + 1;
    }

    /** Grows with the area, and with the quality by a factor of four. */
    int outputTokens() {
        int perSquare = quality.equals("low") ? 264 : quality.equals("medium") ? 1056 : 4224;
        return (int) ((long) perSquare * width * height / (1024 * 1024)) * n;
    }
}
