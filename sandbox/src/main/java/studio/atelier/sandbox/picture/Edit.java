package studio.atelier.sandbox.picture;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import java.util.Random;

/** Changes the colours, light or weather of one input as the prompt says. */
final class Edit {

    private static final int TINT_ALPHA = 70;

    private Edit() {}

    static void paint(BufferedImage canvas, Graphics2D graphics, BufferedImage input, PictureOrder order) {
        int width = canvas.getWidth();
        int height = canvas.getHeight();
        String prompt = order.prompt().toLowerCase(Locale.ROOT);
        Random random = new Random(order.seed());
        Brushes.cover(graphics, input, width, height);
        if (Brushes.hasWord(prompt, "black and white|monochrome|gr[ae]yscale")) {
            drain(canvas);
        } else {
            Color tint = Brushes.namedIn(prompt).orElseGet(() -> Brushes.hue(random.nextDouble(), 0.6, 0.9));
            graphics.setPaint(new GradientPaint(
                    0,
                    0,
                    Brushes.withAlpha(tint, TINT_ALPHA),
                    width,
                    height,
                    Brushes.withAlpha(Brushes.hue(random.nextDouble(), 0.6, 0.9), TINT_ALPHA)));
            graphics.fillRect(0, 0, width, height);
        }
        if (Brushes.hasWord(prompt, "night|dark|evening|moon")) {
            darken(graphics, width, height);
        }
        boolean weather = Brushes.hasWord(prompt, "snow|snowy|winter|stars?|starry|confetti|sparkles?|rain|rainy");
        scatter(graphics, width, height, random, weather ? 260 : 24);
    }

    private static void drain(BufferedImage image) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int grey = ((rgb >> 16 & 255) * 30 + (rgb >> 8 & 255) * 59 + (rgb & 255) * 11) / 100;
                image.setRGB(x, y, grey << 16 | grey << 8 | grey);
            }
        }
    }

    private static void darken(Graphics2D graphics, int width, int height) {
        graphics.setPaint(new RadialGradientPaint(
                width / 2f, height / 3f, Math.max(width, height) * 0.8f, new float[] {0f, 1f}, new Color[] {
                    new Color(10, 16, 50, 90), new Color(5, 8, 30, 220)
                }));
        graphics.fillRect(0, 0, width, height);
    }

    private static void scatter(Graphics2D graphics, int width, int height, Random random, int count) {
        for (int i = 0; i < count; i++) {
            double radius = (0.002 + random.nextDouble() * 0.005) * Math.max(width, height);
            graphics.setPaint(new Color(255, 255, 255, 110 + random.nextInt(140)));
            graphics.fill(new Ellipse2D.Double(
                    random.nextDouble() * width, random.nextDouble() * height, 2 * radius, 2 * radius));
        }
    }
}
