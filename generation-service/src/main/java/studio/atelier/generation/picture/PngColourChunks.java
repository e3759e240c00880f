package studio.atelier.generation.picture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the colour chunks of a PNG file; by the third edition, cICP takes precedence, then iCCP, then sRGB. */
final class PngColourChunks {

    static final Set<String> CHUNKS = Set.of("cICP", "iCCP", "sRGB", "gAMA", "cHRM");

    /** Screen profiles have some kilobytes; larger ones are an attempt to exhaust memory by inflating. */
    private static final int MAX_PROFILE_BYTES = 1024 * 1024;

    private static final double UNIT = 100_000;
    private static final int CHROMATICITIES = 8;
    private static final double SRGB_GAMMA = 0.45455;

    private PngColourChunks() {}

    /** Whether a decoder may be given the chunk: not a profile that inflates without end, or that is invalid. */
    static boolean isSound(String type, BoundedFileBytes content) {
        return !type.equals("iCCP") || fromProfile(content) != null;
    }

    /**
     * Returns the colour space that these chunks describe; null for sRGB, or if they describe none that is supported.
     */
    static @Nullable SourceColourSpace of(Map<String, BoundedFileBytes> chunks) {
        BoundedFileBytes codePoints = chunks.get("cICP");
        if (codePoints != null && isUnderstood(codePoints)) {
            return fromCodePoints(codePoints.readUint8(0), codePoints.readUint8(1));
        }
        BoundedFileBytes profile = chunks.get("iCCP");
        if (profile != null) {
            return fromProfile(profile);
        }
        return chunks.containsKey("sRGB") ? null : fromGamma(chunks.get("gAMA"), chunks.get("cHRM"));
    }

    /** Whether they are primaries of BT.709, P3 or BT.2020, a transfer function of the usual range, RGB, full range. */
    private static boolean isUnderstood(BoundedFileBytes codePoints) {
        return codePoints.endOffset() == 4
                && Set.of(1, 9, 12).contains(codePoints.readUint8(0))
                && Set.of(1, 4, 5, 6, 8, 13, 14, 15).contains(codePoints.readUint8(1))
                && codePoints.readUint8(2) == 0
                && codePoints.readUint8(3) == 1;
    }

    private static @Nullable SourceColourSpace fromCodePoints(int primaries, int transfer) {
        if (primaries == 1 && transfer == 13) {
            return null;
        }
        double[] chromaticities = switch (primaries) {
            case 9 -> ChromaticColours.BT2020;
            case 12 -> ChromaticColours.DISPLAY_P3;
            default -> ChromaticColours.BT709;
        };
        return new ChromaticColours(chromaticities, sample -> switch (transfer) {
            case 4 -> Math.pow(sample, 2.2);
            case 5 -> Math.pow(sample, 2.8);
            case 8 -> sample;
            case 13 -> ChromaticColours.toLight(sample);
            default -> sample < 0.081 ? sample / 4.5 : Math.pow((sample + 0.099) / 1.099, 1 / 0.45);
        });
    }

    private static @Nullable SourceColourSpace fromProfile(BoundedFileBytes chunk) {
        int at = 0;
        while (at < chunk.endOffset() && chunk.readUint8(at) != 0) {
            at++;
        }
        if (at + 2 >= chunk.endOffset() || chunk.readUint8(at + 1) != 0) {
            return null;
        }
        byte[] deflated = chunk.copyRange(at + 2, chunk.endOffset());
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            byte[] profile = in.readNBytes(MAX_PROFILE_BYTES);
            return profile.length == MAX_PROFILE_BYTES ? null : IccProfileColours.of(profile);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable SourceColourSpace fromGamma(
            @Nullable BoundedFileBytes gammaChunk, @Nullable BoundedFileBytes primaries) {
        double gamma =
                gammaChunk != null && gammaChunk.endOffset() == 4 ? gammaChunk.readUint32(0, true) / UNIT : SRGB_GAMMA;
        boolean usualGamma = gamma <= 0 || Math.abs(gamma - SRGB_GAMMA) < 0.001;
        double[] chromaticities = readChromaticities(primaries);
        if (usualGamma && isBt709(chromaticities)) {
            return null;
        }
        try {
            return new ChromaticColours(
                    chromaticities, usualGamma ? ChromaticColours::toLight : sample -> Math.pow(sample, 1 / gamma));
        } catch (ArithmeticException e) {
            return null;
        }
    }

    private static double[] readChromaticities(@Nullable BoundedFileBytes chunk) {
        if (chunk == null || chunk.endOffset() != 4 * CHROMATICITIES) {
            return ChromaticColours.BT709;
        }
        double[] values = new double[CHROMATICITIES];
        for (int i = 0; i < CHROMATICITIES; i++) {
            values[i] = chunk.readUint32(4L * i, true) / UNIT;
        }
        return values;
    }

    private static boolean isBt709(double[] chromaticities) {
        for (int i = 0; i < CHROMATICITIES; i++) {
            if (Math.abs(chromaticities[i] - ChromaticColours.BT709[i]) > 0.001) {
                return false;
            }
        }
        return true;
    }
}
