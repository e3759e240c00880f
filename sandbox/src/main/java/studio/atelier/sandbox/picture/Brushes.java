package studio.atelier.sandbox.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Colours and strokes that the drawings share. */
final class Brushes {

    private static final Map<String, Color> COLOURS = new LinkedHashMap<>();

    static {
        COLOURS.put("black", new Color(0x20242B));
        COLOURS.put("white", new Color(0xF3F4F6));
        COLOURS.put("silver", new Color(0xB9C0C9));
        COLOURS.put("gr[ae]y", new Color(0x7B838F));
        COLOURS.put("red", new Color(0xC8102E));
        COLOURS.put("burgundy", new Color(0x7A1128));
        COLOURS.put("orange", new Color(0xF28C28));
        COLOURS.put("yellow", new Color(0xF5C518));
        COLOURS.put("gold(?:en)?", new Color(0xC9A227));
        COLOURS.put("green", new Color(0x2E8B57));
        COLOURS.put("turquoise|teal", new Color(0x1AA6A6));
        COLOURS.put("blue|navy", new Color(0x1F5FBF));
        COLOURS.put("purple|violet", new Color(0x7C4DCC));
        COLOURS.put("pink", new Color(0xF06DA8));
        COLOURS.put("brown|beige", new Color(0x8B5E3C));
    }

    private Brushes() {}

    static void smooth(Graphics2D graphics) {
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    /** The first colour named in the text. */
    static Optional<Color> namedIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return COLOURS.entrySet().stream()
                .filter(colour -> hasWord(lower, colour.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    static boolean hasWord(String lowerCaseText, String words) {
        return Pattern.compile("\\b(?:" + words + ")\\b").matcher(lowerCaseText).find();
    }

    static Color hue(double turn, double saturation, double brightness) {
        return Color.getHSBColor((float) turn, (float) saturation, (float) brightness);
    }

    static Color withAlpha(Color colour, int alpha) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
    }

    /** Draws the image so that it covers the whole area, and crops the rest. */
    static void cover(Graphics2D graphics, BufferedImage image, int width, int height) {
        double scale = Math.max((double) width / image.getWidth(), (double) height / image.getHeight());
        int scaledWidth = (int) Math.ceil(image.getWidth() * scale);
        int scaledHeight = (int) Math.ceil(image.getHeight() * scale);
        graphics.drawImage(
                image, (width - scaledWidth) / 2, (height - scaledHeight) / 2, scaledWidth, scaledHeight, null);
    }
}
