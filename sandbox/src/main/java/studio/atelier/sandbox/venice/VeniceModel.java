package studio.atelier.sandbox.venice;

import java.math.BigDecimal;
import java.util.Arrays;

/** The image models that the stand-in knows, with what an image costs. */
enum VeniceModel {
    Z_IMAGE_TURBO("z-image-turbo", false, "0.01"),
    VENICE_SD35("venice-sd35", false, "0.01"),
    CHROMA("chroma", false, "0.01"),
    QWEN_IMAGE("qwen-image", false, "0.03"),
    FLUX_2_PRO("flux-2-pro", false, "0.03"),
    NANO_BANANA_2("nano-banana-2", false, "0.10"),
    NANO_BANANA_PRO("nano-banana-pro", false, "0.18"),

    FIRERED_IMAGE_EDIT("firered-image-edit", true, "0.03"),
    QWEN_IMAGE_2_EDIT("qwen-image-2-edit", true, "0.03"),
    FLUX_2_MAX_EDIT("flux-2-max-edit", true, "0.10"),
    GPT_IMAGE_2_EDIT("gpt-image-2-edit", true, "0.10"),
    NANO_BANANA_2_EDIT("nano-banana-2-edit", true, "0.10"),
    NANO_BANANA_PRO_EDIT("nano-banana-pro-edit", true, "0.18"),
    SEEDREAM_V5_LITE_EDIT("seedream-v5-lite-edit", true, "0.03");

    private final String id;
    private final boolean edits;
    private final BigDecimal usd;

    VeniceModel(String id, boolean edits, String usd) {
        this.id = id;
        this.edits = edits;
        this.usd = new BigDecimal(usd);
    }

    /** The model of that id, or the refusal of a model that does not do this. */
    static VeniceModel find(String id, boolean edits) {
        return Arrays.stream(values())
                .filter(model -> model.id.equals(id) && model.edits == edits)
                .findFirst()
                .orElseThrow(VeniceErrors::unknownModel);
    }

    BigDecimal usd() {
        return usd;
    }
}
