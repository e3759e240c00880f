package studio.atelier.generation.picture;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.jspecify.annotations.Nullable;

/** Colours described by an ICC profile. */
final class IccProfileColours implements SourceColourSpace {

    private static final int RGB = 3;

    private final ColorConvertOp conversion;
    private final int components;

    private IccProfileColours(ICC_Profile profile) {
        ICC_Profile srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
        this.conversion = new ColorConvertOp(new ICC_Profile[] {profile, srgb}, null);
        this.components = profile.getNumComponents();
    }

    /** Returns the colours of this profile; null if it is not a profile, or not for screens. */
    static @Nullable SourceColourSpace of(byte[] bytes) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(bytes);
            int kind = profile.getColorSpaceType();
            if (kind != ColorSpace.TYPE_RGB && kind != ColorSpace.TYPE_GRAY) {
                return null;
            }
            SourceColourSpace colours = new IccProfileColours(profile);
            colours.convertToSrgb(new int[1]); // a broken profile may fail only when it is used
            return colours;
        } catch (IllegalArgumentException | CMMException e) {
            return null;
        }
    }

    @Override
    public void convertToSrgb(int[] argb) {
        WritableRaster source = createRow(argb.length, components);
        byte[] samples = new byte[argb.length * components];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (argb[i / components] >> (16 - 8 * (i % components)));
        }
        source.setDataElements(0, 0, argb.length, 1, samples);
        byte[] converted = (byte[])
                conversion.filter(source, createRow(argb.length, RGB)).getDataElements(0, 0, argb.length, 1, null);
        for (int i = 0; i < argb.length; i++) {
            argb[i] = (argb[i] & 0xff000000)
                    | (converted[RGB * i] & 0xff) << 16
                    | (converted[RGB * i + 1] & 0xff) << 8
                    | (converted[RGB * i + 2] & 0xff);
        }
    }

    private static WritableRaster createRow(int width, int bands) {
        return Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, 1, bands, null);
    }
}
