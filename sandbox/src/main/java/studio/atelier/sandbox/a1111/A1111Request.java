package studio.atelier.sandbox.a1111;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import studio.atelier.sandbox.picture.PictureOrder;
import studio.atelier.sandbox.picture.PictureOrder.Format;
import studio.atelier.sandbox.provider.RequestFields;
import tools.jackson.databind.JsonNode;

/**
 * A valid request for images.
 *
 * @param taskId names it in the progress: the one that was sent, or a random one
 * @param count batch size times iterations
 * @param inputs Base64, with or without {@code data:} before it
 */
record A1111Request(
        String taskId,
        String prompt,
        String negativePrompt,
        long seed,
        int steps,
        String sampler,
        double cfgScale,
        int width,
        int height,
        int count,
        boolean sendImages,
        List<String> inputs) {

    private static final Set<String> SAMPLERS = Set.of(
            "Euler",
            "Euler a",
            "LMS",
            "Heun",
            "DPM2",
            "DPM2 a",
            "DPM++ 2S a",
            "DPM++ 2M",
            "DPM++ SDE",
            "DPM++ 2M SDE",
            "DPM++ 3M SDE",
            "DDIM",
            "PLMS",
            "UniPC",
            "LCM");
    private static final Set<String> TEXT_TO_IMAGE = Set.of(
            "prompt",
            "negative_prompt",
            "styles",
            "seed",
            "subseed",
            "subseed_strength",
            "sampler_name",
            "sampler_index",
            "scheduler",
            "batch_size",
            "n_iter",
            "steps",
            "cfg_scale",
            "width",
            "height",
            "restore_faces",
            "tiling",
            "denoising_strength",
            "enable_hr",
            "hr_scale",
            "hr_upscaler",
            "hr_second_pass_steps",
            "override_settings",
            "override_settings_restore_afterwards",
            "refiner_checkpoint",
            "script_name",
            "script_args",
            "alwayson_scripts",
            "send_images",
            "save_images",
            "force_task_id",
            "infotext");
    private static final Set<String> IMAGE_TO_IMAGE_ONLY = Set.of(
            "init_images",
            "mask",
            "mask_blur",
            "inpainting_fill",
            "inpaint_full_res",
            "inpainting_mask_invert",
            "resize_mode",
            "image_cfg_scale",
            "include_init_images");
    private static final int MAX_TEXT = 100_000;
    private static final int MAX_SIDE = 2048;

    static A1111Request readTextToImage(RequestFields fields) {
        fields.allowOnly(TEXT_TO_IMAGE);
        return read(fields, List.of());
    }

    static A1111Request readImageToImage(RequestFields fields) {
        Set<String> allowed = new HashSet<>(TEXT_TO_IMAGE);
        allowed.addAll(IMAGE_TO_IMAGE_ONLY);
        fields.allowOnly(allowed);
        List<String> inputs = new ArrayList<>();
        for (JsonNode image : fields.node("init_images")) {
            inputs.add(image.asString(""));
        }
        if (inputs.isEmpty()) {
            throw A1111Errors.notFound("Init image");
        }
        return read(fields, inputs);
    }

    private static A1111Request read(RequestFields fields, List<String> inputs) {
        String sampler = fields.text("sampler_name", fields.text("sampler_index", "Euler"));
        if (!SAMPLERS.contains(sampler)) {
            throw A1111Errors.notFound("Sampler");
        }
        fields.number("denoising_strength", 0.75, 0, 1);
        return new A1111Request(
                fields.text("force_task_id", "task(" + UUID.randomUUID() + ")"),
                limited(fields, "prompt"),
                limited(fields, "negative_prompt"),
                seed(fields),
                (int) fields.whole("steps", 50, 1, 150),
                sampler,
                fields.number("cfg_scale", 7, 0, 30),
                (int) fields.whole("width", 512, 64, MAX_SIDE),
                (int) fields.whole("height", 512, 64, MAX_SIDE),
                (int) (fields.whole("batch_size", 1, 1, 8) * fields.whole("n_iter", 1, 1, 8)),
                fields.flag("send_images", true),
                inputs);
    }

    private static String limited(RequestFields fields, String name) {
        return fields.has(name) && !fields.text(name, "").isBlank() ? fields.requiredText(name, MAX_TEXT) : "";
    }

    private static long seed(RequestFields fields) {
        long seed = fields.whole("seed", -1, -1, 4_294_967_295L);
        return seed == -1 ? RequestFields.randomSeed() : seed;
    }

    List<Long> seeds() {
        return LongStream.range(seed, seed + count).boxed().toList();
    }

    List<PictureOrder> orders() {
        return seeds().stream()
                .map(each -> new PictureOrder(
                        prompt,
                        List.of(),
                        each,
                        width + ":" + height,
                        RequestFields.longSide(width, height),
                        Format.PNG,
                        "a1111"))
                .toList();
    }

    /** What the answer carries as JSON inside a string. */
    Map<String, Object> info() {
        List<String> texts = seeds().stream()
                .map(each -> "%s\nSteps: %d, Sampler: %s, CFG scale: %s, Seed: %d, Size: %dx%d"
                        .formatted(prompt, steps, sampler, cfgScale, each, width, height))
                .toList();
        return Map.of(
                "prompt", prompt,
                "negative_prompt", negativePrompt,
                "seed", seed,
                "all_seeds", seeds(),
                "width", width,
                "height", height,
                "steps", steps,
                "sampler_name", sampler,
                "cfg_scale", cfgScale,
                "infotexts", texts);
    }
}
