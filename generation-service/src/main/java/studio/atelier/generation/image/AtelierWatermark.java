package studio.atelier.generation.image;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * The watermark: a spark and the word ATELIER in the lower right corner, white with a dark edge, so that it is legible
 * on light and dark alike. Its letters are drawn as lines without a font, so that every machine draws the same.
 */
final class AtelierWatermark {

    /** Height of the letters as a share of the image's shorter side. */
    private static final double HEIGHT_SHARE = 0.034;

    private static final double LEAST_HEIGHT_PIXELS = 9;

    /** The watermark takes at most this share of the width. */
    private static final double MOST_WIDTH_SHARE = 0.6;

    private static final double MARGIN_SHARE = 0.03;

    private static final double LETTER_GAP = 0.34;
    private static final float LINE = 0.125f;
    private static final float EDGE = 0.17f;

    /** The dark edge fades outwards. */
    private static final int EDGE_LAYERS = 4;

    private static final Color LIGHT = new Color(255, 255, 255, 216);
    private static final Color DARK = new Color(0, 0, 0, 44);

    /** The spark and the letters, of height 1, with their base line at y = 1. */
    private static final Path2D SPARK = createSpark();

    private static final Path2D WORD = createWord();

    private AtelierWatermark() {}

    /** Draws the watermark onto an image of this size. */
    static void drawOnto(Graphics2D graphics, int width, int height) {
        Rectangle2D size = computeBounds();
        double scale = Math.max(LEAST_HEIGHT_PIXELS, HEIGHT_SHARE * Math.min(width, height));
        scale = Math.min(scale, MOST_WIDTH_SHARE * width / size.getWidth());
        double margin = MARGIN_SHARE * Math.min(width, height);

        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        AffineTransform place = AffineTransform.getTranslateInstance(
                width - margin - scale * size.getMaxX(), height - margin - scale * size.getMaxY());
        place.scale(scale, scale);
        for (int layer = EDGE_LAYERS; layer > 0; layer--) {
            fillShape(graphics, DARK, place, outlineMark(LINE + 2 * EDGE * layer / EDGE_LAYERS));
        }
        fillShape(graphics, LIGHT, place, outlineMark(LINE));
    }

    private static Rectangle2D computeBounds() {
        return outlineMark(LINE + 2 * EDGE).getBounds2D();
    }

    private static void fillShape(Graphics2D graphics, Color colour, AffineTransform place, Shape shape) {
        graphics.setColor(colour);
        graphics.fill(place.createTransformedShape(shape));
    }

    /** Returns everything as one area, so that crossing lines are not twice as opaque. */
    private static Shape outlineMark(float line) {
        BasicStroke stroke = new BasicStroke(line, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
        Area area = new Area(stroke.createStrokedShape(WORD));
        area.add(new Area(SPARK));
        float edge = line - LINE;
        if (edge > 0) {
            BasicStroke around = new BasicStroke(edge, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
            area.add(new Area(around.createStrokedShape(SPARK)));
        }
        return area;
    }

    /** Creates a star of four points. */
    private static Path2D createSpark() {
        double middle = 0.5;
        double waist = 0.09;
        Path2D path = new Path2D.Double();
        path.moveTo(middle, -0.08);
        path.quadTo(middle + waist, middle - waist, 1.08, middle);
        path.quadTo(middle + waist, middle + waist, middle, 1.08);
        path.quadTo(middle - waist, middle + waist, -0.08, middle);
        path.quadTo(middle - waist, middle - waist, middle, -0.08);
        path.closePath();
        return path;
    }

    private static Path2D createWord() {
        Path2D word = new Path2D.Double();
        double x = 1.08 + 1.3 * LETTER_GAP;
        x = addLetter(word, x, 0.82, new double[][] {{0, 1, 0.41, 0, 0.82, 1}, {0.15, 0.66, 0.67, 0.66}});
        x = addLetter(word, x - 0.08, 0.66, new double[][] {{0, 0, 0.66, 0}, {0.33, 0, 0.33, 1}});
        x = addLetter(word, x, 0.5, new double[][] {{0.5, 0, 0, 0, 0, 1, 0.5, 1}, {0, 0.49, 0.43, 0.49}});
        x = addLetter(word, x, 0.46, new double[][] {{0, 0, 0, 1, 0.46, 1}});
        x = addLetter(word, x, 0, new double[][] {{0, 0, 0, 1}});
        x = addLetter(word, x, 0.5, new double[][] {{0.5, 0, 0, 0, 0, 1, 0.5, 1}, {0, 0.49, 0.43, 0.49}});
        addLetter(word, x, 0.56, new double[][] {{0.3, 0.54, 0.58, 1}});
        addBowl(word, x);
        return word;
    }

    /** Adds the lines of a letter at x and returns where the next one begins. */
    private static double addLetter(Path2D word, double x, double width, double[][] lines) {
        for (double[] line : lines) {
            word.moveTo(x + line[0], line[1]);
            for (int i = 2; i < line.length; i += 2) {
                word.lineTo(x + line[i], line[i + 1]);
            }
        }
        return x + width + LETTER_GAP;
    }

    /** Adds the stem and the round part of the R. */
    private static void addBowl(Path2D word, double x) {
        word.moveTo(x, 1);
        word.lineTo(x, 0);
        word.lineTo(x + 0.28, 0);
        word.curveTo(x + 0.64, 0, x + 0.64, 0.54, x + 0.28, 0.54);
        word.lineTo(x, 0.54);
    }
}
