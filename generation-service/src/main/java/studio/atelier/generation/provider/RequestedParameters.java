package studio.atelier.generation.provider;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import studio.atelier.generation.provider.ImageProvider.ProviderImageRequest;
import studio.atelier.generation.provider.PictureSizeLimits.PictureSize;

/**
 * The parameters of a request under the names of {@link ImageParameters}, for providers that send them in their own
 * format. Numbers may be given as text, as settings are. A value that is none of those allowed fails with
 * {@link ProviderException.Refused}.
 */
public final class RequestedParameters {

    /** The usual longer side of the models of hosted providers, in pixels. */
    public static final int USUAL_SIDE = 1024;

    private static final Pattern RATIO = Pattern.compile("([1-9]\\d{0,2}):([1-9]\\d{0,2})");
    private static final String AUTO = "auto";
    private static final Set<String> QUALITIES = Set.of("low", "medium", "high");

    /** The sides of the resolutions, in pixels. */
    private static final Map<String, Integer> LONGER_SIDES = Map.of("1K", USUAL_SIDE, "2K", 2048, "4K", 4096);

    private final String provider;
    private final Map<String, Object> values;
    private final boolean edits;

    /**
     * Creates the reader.
     *
     * @param provider begins the detail codes of refusals
     */
    public RequestedParameters(String provider, ProviderImageRequest request) {
        this.provider = provider;
        this.values = request.parameters();
        this.edits = !request.inputs().isEmpty();
    }

    /** A text that is not blank. */
    public Optional<String> findText(String name) {
        Object value = values.get(name);
        return value == null
                ? Optional.empty()
                : Optional.of(value.toString().strip()).filter(text -> !text.isEmpty());
    }

    /** {@code low}, {@code medium} or {@code high}. */
    public Optional<String> findQuality() {
        Optional<String> quality = findText(ImageParameters.QUALITY);
        if (quality.isPresent() && !QUALITIES.contains(quality.get())) {
            throw refuse(ImageParameters.QUALITY);
        }
        return quality;
    }

    /** An integer between two values, both allowed. */
    public Optional<Long> findInteger(String name, long least, long most) {
        return findNumber(name, (double) least, (double) most).map(number -> {
            if (number != Math.rint(number)) {
                throw refuse(name);
            }
            return Math.round(number);
        });
    }

    /** A number between two values, both allowed. */
    public Optional<Double> findNumber(String name, double least, double most) {
        return findText(name).map(text -> {
            double number = parseNumber(name, text);
            if (!(number >= least && number <= most)) {
                throw refuse(name);
            }
            return number;
        });
    }

    private double parseNumber(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw refuse(name);
        }
    }

    /**
     * The seed, within the provider's range: a seed outside it becomes one inside, always the same.
     *
     * @param least the provider's smallest seed that stands for itself
     */
    public Optional<Long> findSeed(long least, long most) {
        return findInteger(ImageParameters.SEED, 0, 1L << 53)
                .map(seed ->
                        seed >= least && seed <= most ? seed : least + Math.floorMod(seed - least, most - least + 1));
    }

    /** Width to height, such as {@code 3:4}; empty for {@code auto}. */
    public Optional<String> findAspectRatio() {
        Optional<String> ratio = findText(ImageParameters.ASPECT_RATIO).filter(text -> !AUTO.equalsIgnoreCase(text));
        if (ratio.isPresent() && !RATIO.matcher(ratio.get()).matches()) {
            throw refuse(ImageParameters.ASPECT_RATIO);
        }
        return ratio;
    }

    /** {@code 1K}, {@code 2K} or {@code 4K}. */
    public Optional<String> findResolution() {
        Optional<String> resolution = findText(ImageParameters.RESOLUTION).map(text -> text.toUpperCase(Locale.ROOT));
        if (resolution.isPresent() && !LONGER_SIDES.containsKey(resolution.get())) {
            throw refuse(ImageParameters.RESOLUTION);
        }
        return resolution;
    }

    /**
     * The size of the requested ratio and resolution.
     *
     * @param usualSide the longer side without a resolution, in pixels
     * @return empty if the size is left to the provider: nothing is requested, or an edit has the ratio of its input
     */
    public Optional<PictureSize> findSize(PictureSizeLimits limits, int usualSide) {
        Optional<String> ratio = findAspectRatio();
        return ratio.isEmpty() && (edits || findResolution().isEmpty())
                ? Optional.empty()
                : Optional.of(limits.fitSize(
                        ratio.map(RequestedParameters::toNumber).orElse(1.0), findLongerSide(usualSide)));
    }

    /** The longer side of the requested resolution, or else the usual one, in pixels. */
    public int findLongerSide(int usualSide) {
        return findResolution()
                .map(resolution -> LONGER_SIDES.getOrDefault(resolution, usualSide))
                .orElse(usualSide);
    }

    private static double toNumber(String ratio) {
        Matcher parts = RATIO.matcher(ratio);
        return parts.matches() ? Double.parseDouble(parts.group(1)) / Double.parseDouble(parts.group(2)) : 1;
    }

    private ProviderException.Refused refuse(String name) {
        return new ProviderException.Refused(provider + "_bad_" + name);
    }
}
