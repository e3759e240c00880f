package studio.atelier.generation.provider;

/**
 * Names of the parameters that models have in common. A provider sends those that its API knows, in its own format, and
 * leaves out the others; a parameter that is none of these is sent as it is if the provider's API has open names.
 */
public final class ImageParameters {

    /** What the picture must not show. */
    public static final String NEGATIVE_PROMPT = "negative_prompt";

    /** Width to height, such as {@code 3:4}; {@code auto} leaves it to the provider. */
    public static final String ASPECT_RATIO = "aspect_ratio";

    /** {@code 1K}, {@code 2K} or {@code 4K}: about that many pixels on the longer side. */
    public static final String RESOLUTION = "resolution";

    /** {@code low}, {@code medium} or {@code high}. */
    public static final String QUALITY = "quality";

    /** An integer from 0; equal seeds and parameters give similar pictures. */
    public static final String SEED = "seed";

    /** How many steps a diffusion model takes. */
    public static final String STEPS = "steps";

    /** How closely a diffusion model follows the prompt. */
    public static final String CFG_SCALE = "cfg_scale";

    /** How far an edit may leave its input, from 0 to 1. */
    public static final String STRENGTH = "strength";

    private ImageParameters() {}
}
