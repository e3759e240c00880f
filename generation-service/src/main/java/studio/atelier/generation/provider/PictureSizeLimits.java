package studio.atelier.generation.provider;

/**
 * The sizes of pictures that a provider can make. Sizes are computed and checked here, since some providers answer a
 * size that they cannot make with an error that looks temporary.
 *
 * @param provider begins the detail codes of refusals
 * @param step divides width and height, in pixels
 * @param longestSide in pixels
 * @param leastPixels width times height
 * @param mostPixels width times height
 * @param mostRatio of the longer side to the shorter
 */
public record PictureSizeLimits(
        String provider, int step, int longestSide, long leastPixels, long mostPixels, int mostRatio) {

    /** A size may be this much smaller than requested, so that 4K with 3840 pixels is possible. */
    private static final double LEAST_SHARE = 0.9;

    /** Limits of the sides only. */
    public static PictureSizeLimits ofSides(String provider, int step, int longestSide, int mostRatio) {
        return new PictureSizeLimits(provider, step, longestSide, step, (long) longestSide * longestSide, mostRatio);
    }

    /**
     * The possible size closest to the requested one.
     *
     * @param ratio width to height
     * @param longerSide in pixels
     * @throws ProviderException.Refused if there is none
     */
    public PictureSize fitSize(double ratio, int longerSide) {
        double shape = Math.max(ratio, 1 / ratio);
        if (!(shape <= mostRatio)) {
            throw new ProviderException.Refused(provider + "_ratio_not_available");
        }
        double pixels = longerSide * (longerSide / shape);
        double scale = Math.max(1, Math.sqrt(leastPixels / pixels));
        double shrunk = Math.min(Math.min(scale, (double) longestSide / longerSide), Math.sqrt(mostPixels / pixels));
        if (shrunk < LEAST_SHARE) {
            throw new ProviderException.Refused(provider + "_resolution_not_available");
        }
        double wanted = longerSide * shrunk;
        int longer = shrunk > 1 ? roundUpToStep(wanted) : Math.min(roundToStep(wanted), longestSide / step * step);
        int shorter = adjustShorter(longer, roundToStep(longer / shape));
        return ratio >= 1 ? new PictureSize(longer, shorter) : new PictureSize(shorter, longer);
    }

    private int roundToStep(double side) {
        return Math.max(1, Math.toIntExact(Math.round(side / step))) * step;
    }

    private int roundUpToStep(double side) {
        return Math.toIntExact((long) Math.ceil(side / step)) * step;
    }

    /** Rounding may have led out of the limits. */
    private int adjustShorter(int longer, int rounded) {
        int shorter = rounded;
        while ((long) shorter * mostRatio < longer || (long) longer * shorter < leastPixels) {
            shorter += step;
        }
        while ((long) longer * shorter > mostPixels) {
            shorter -= step;
        }
        return shorter;
    }

    /** Width and height in pixels. */
    public record PictureSize(int width, int height) {}
}
