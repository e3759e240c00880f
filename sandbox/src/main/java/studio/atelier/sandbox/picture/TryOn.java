package studio.atelier.sandbox.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.util.Arrays;
import java.util.List;

/** The person of the first input wearing the item of the second. */
final class TryOn {

    private static final int SHADOW_ALPHA = 70;
    private static final int FADE_FROM = 26;
    private static final int FADE_TO = 58;
    private static final int PLAIN_SPREAD = 45;
    private static final double MAX_STRETCH = 1.3;
    private static final double FEATHER = 0.12;

    private TryOn() {}

    static void paint(BufferedImage canvas, Graphics2D graphics, List<BufferedImage> inputs, Garment garment) {
        int width = canvas.getWidth();
        int height = canvas.getHeight();
        Brushes.cover(graphics, inputs.getFirst(), width, height);
        Rectangle2D place = garment.place();
        for (int i = 1; i < inputs.size(); i++) {
            BufferedImage item = cutOut(inputs.get(i));
            double boxWidth = place.getWidth() * width;
            double boxHeight = place.getHeight() * height;
            double across = boxWidth / item.getWidth();
            double along = boxHeight / item.getHeight();
            double both = Math.min(across, along);
            int itemWidth = Math.max(1, (int) (item.getWidth() * Math.min(across, both * MAX_STRETCH)));
            int itemHeight = Math.max(1, (int) (item.getHeight() * Math.min(along, both * MAX_STRETCH)));
            int x = (int) (place.getX() * width + (boxWidth - itemWidth) / 2);
            int y = (int) (place.getY() * height + (boxHeight - itemHeight) / 2);
            put(graphics, item, x, y, itemWidth, itemHeight);
        }
    }

    private static void put(Graphics2D graphics, BufferedImage item, int x, int y, int width, int height) {
        BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D onto = scaled.createGraphics();
        Brushes.smooth(onto);
        onto.drawImage(item, 0, 0, width, height, null);
        onto.dispose();
        int offset = Math.max(2, height / 50);
        graphics.drawImage(shadow(scaled, offset), x - offset, y, null);
        graphics.drawImage(scaled, x, y, null);
    }

    /** A soft dark shape of the item, larger by the margin on each side. */
    private static BufferedImage shadow(BufferedImage item, int margin) {
        BufferedImage shape = new BufferedImage(
                item.getWidth() + 2 * margin, item.getHeight() + 2 * margin, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < item.getHeight(); y++) {
            for (int x = 0; x < item.getWidth(); x++) {
                int alpha = (item.getRGB(x, y) >>> 24) * SHADOW_ALPHA / 255;
                shape.setRGB(x + margin, y + margin, alpha << 24);
            }
        }
        int side = Math.max(3, margin | 1);
        float[] row = new float[side];
        Arrays.fill(row, 1f / side);
        BufferedImage across = new ConvolveOp(new Kernel(side, 1, row)).filter(shape, null);
        return new ConvolveOp(new Kernel(1, side, row)).filter(across, null);
    }

    /** The item without its background: a plain one is removed by colour, any other fades out at the edges. */
    private static BufferedImage cutOut(BufferedImage item) {
        BufferedImage cut = new BufferedImage(item.getWidth(), item.getHeight(), BufferedImage.TYPE_INT_ARGB);
        Graphics2D graphics = cut.createGraphics();
        graphics.drawImage(item, 0, 0, null);
        graphics.dispose();
        if (item.getColorModel().hasAlpha() && isTransparentAtCorner(cut)) {
            return trimmed(cut);
        }
        Color background = background(cut);
        boolean plain = spread(cut, background) < PLAIN_SPREAD;
        for (int y = 0; y < cut.getHeight(); y++) {
            for (int x = 0; x < cut.getWidth(); x++) {
                int rgb = cut.getRGB(x, y);
                double kept = plain ? keptByColour(rgb, background) : keptByPlace(x, y, cut);
                cut.setRGB(x, y, (rgb & 0xFFFFFF) | ((int) (255 * kept) << 24));
            }
        }
        return plain ? trimmed(cut) : cut;
    }

    private static boolean isTransparentAtCorner(BufferedImage image) {
        return image.getRGB(0, 0) >>> 24 < 32 || image.getRGB(image.getWidth() - 1, 0) >>> 24 < 32;
    }

    private static double keptByColour(int rgb, Color background) {
        return Math.clamp((distance(rgb, background) - FADE_FROM) / (FADE_TO - FADE_FROM), 0.0, 1.0);
    }

    private static double keptByPlace(int x, int y, BufferedImage image) {
        double fromSide = Math.min(x, image.getWidth() - 1 - x) / (FEATHER * image.getWidth());
        double fromEnd = Math.min(y, image.getHeight() - 1 - y) / (FEATHER * image.getHeight());
        return Math.clamp(Math.min(fromSide, fromEnd), 0.0, 1.0);
    }

    private static Color background(BufferedImage image) {
        int[] sums = new int[3];
        int count = 0;
        for (int[] point : border(image)) {
            int rgb = image.getRGB(point[0], point[1]);
            sums[0] += rgb >> 16 & 255;
            sums[1] += rgb >> 8 & 255;
            sums[2] += rgb & 255;
            count++;
        }
        return new Color(sums[0] / count, sums[1] / count, sums[2] / count);
    }

    private static double spread(BufferedImage image, Color background) {
        return Arrays.stream(border(image))
                .mapToDouble(point -> distance(image.getRGB(point[0], point[1]), background))
                .average()
                .orElse(0);
    }

    private static int[][] border(BufferedImage image) {
        int steps = 24;
        int right = image.getWidth() - 1;
        int bottom = image.getHeight() - 1;
        int[][] points = new int[steps * 3][];
        for (int i = 0; i < steps; i++) {
            points[3 * i] = new int[] {right * i / (steps - 1), 0};
            points[3 * i + 1] = new int[] {0, bottom * i / (steps - 1)};
            points[3 * i + 2] = new int[] {right, bottom * i / (steps - 1)};
        }
        return points;
    }

    private static double distance(int rgb, Color colour) {
        int red = (rgb >> 16 & 255) - colour.getRed();
        int green = (rgb >> 8 & 255) - colour.getGreen();
        int blue = (rgb & 255) - colour.getBlue();
        return Math.sqrt(red * red + green * green + blue * blue);
    }

    /** The part of the image that is not transparent, or all of it if all is transparent. */
    private static BufferedImage trimmed(BufferedImage image) {
        int left = image.getWidth();
        int top = image.getHeight();
        int right = -1;
        int bottom = -1;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) >>> 24 > 64) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        boolean something = right - left > 4 && bottom - top > 4;
        return something ? image.getSubimage(left, top, right - left + 1, bottom - top + 1) : image;
    }
}
