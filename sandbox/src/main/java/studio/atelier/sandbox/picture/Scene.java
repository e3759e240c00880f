package studio.atelier.sandbox.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Arc2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.Locale;
import java.util.Random;

/** A landscape derived from the seed, with a car, a person or the sun in it as the prompt says. */
final class Scene {

    private static final int HILLS = 4;

    private Scene() {}

    static void paint(Graphics2D graphics, Dimension size, PictureOrder order) {
        Random random = new Random(order.seed());
        String prompt = order.prompt().toLowerCase(Locale.ROOT);
        double hue = random.nextDouble();
        sky(graphics, size, hue, random);
        hills(graphics, size, hue, random);
        Color named = Brushes.namedIn(prompt).orElseGet(() -> Brushes.hue(random.nextDouble(), 0.65, 0.85));
        if (Brushes.hasWord(prompt, "cars?|vehicles?|suv|sedans?|hatchbacks?|coupe|wagon|automobile")) {
            car(graphics, size, named, prompt.contains("rear") || prompt.contains("left"));
        } else if (Brushes.hasWord(prompt, "portrait|person|woman|man|girl|boy|character|selfie|face")) {
            person(graphics, size, named);
        }
    }

    private static void sky(Graphics2D graphics, Dimension size, double hue, Random random) {
        graphics.setPaint(new GradientPaint(
                0, 0, Brushes.hue(hue, 0.55, 0.95), 0, size.height, Brushes.hue(hue + 0.12, 0.35, 1.0)));
        graphics.fillRect(0, 0, size.width, size.height);
        double sun = (0.12 + 0.1 * random.nextDouble()) * Math.min(size.width, size.height);
        double x = (0.15 + 0.7 * random.nextDouble()) * size.width;
        double y = (0.15 + 0.2 * random.nextDouble()) * size.height;
        for (int ring = 4; ring >= 0; ring--) {
            double radius = sun * (1 + ring * 0.35);
            graphics.setPaint(new Color(255, 250, 225, ring == 0 ? 255 : 36));
            graphics.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
        }
    }

    private static void hills(Graphics2D graphics, Dimension size, double hue, Random random) {
        for (int hill = 0; hill < HILLS; hill++) {
            double base = size.height * (0.5 + 0.13 * hill);
            double phase = random.nextDouble() * Math.PI * 2;
            double waves = 1.2 + random.nextDouble() * 1.6;
            double amplitude = size.height * (0.07 - 0.01 * hill);
            Path2D path = new Path2D.Double();
            path.moveTo(0, size.height);
            for (int x = 0; x <= size.width; x += 4) {
                double turn = phase + waves * Math.PI * 2 * x / size.width;
                path.lineTo(x, base + amplitude * Math.sin(turn) + amplitude * 0.4 * Math.sin(turn * 2.7));
            }
            path.lineTo(size.width, size.height);
            path.closePath();
            graphics.setPaint(Brushes.hue(hue + 0.3 + 0.03 * hill, 0.35 + 0.1 * hill, 0.78 - 0.13 * hill));
            graphics.fill(path);
        }
    }

    private static void car(Graphics2D graphics, Dimension size, Color colour, boolean mirrored) {
        double length = size.width * 0.68;
        double x = (size.width - length) / 2;
        double y = size.height * 0.66;
        double unit = length / 10;
        Graphics2D turned = (Graphics2D) graphics.create();
        if (mirrored) {
            turned.translate(size.width, 0);
            turned.scale(-1, 1);
        }
        turned.setPaint(new Color(0, 0, 0, 70));
        turned.fill(new Ellipse2D.Double(x - unit * 0.2, y + unit * 1.7, length + unit * 0.4, unit * 0.9));
        Path2D cabin = new Path2D.Double();
        cabin.moveTo(x + unit * 2, y);
        cabin.curveTo(x + unit * 3, y - unit * 1.9, x + unit * 3.4, y - unit * 1.9, x + unit * 5, y - unit * 1.9);
        cabin.curveTo(x + unit * 7, y - unit * 1.9, x + unit * 7.2, y - unit * 1.6, x + unit * 8.4, y);
        cabin.closePath();
        turned.setPaint(colour.darker());
        turned.fill(cabin);
        turned.setPaint(new GradientPaint(0, (float) (y - unit), colour.brighter(), 0, (float) (y + unit * 2), colour));
        turned.fill(new RoundRectangle2D.Double(x, y - unit * 0.2, length, unit * 1.9, unit * 1.4, unit * 1.2));
        turned.setPaint(new Color(220, 240, 255, 200));
        turned.fill(new RoundRectangle2D.Double(
                x + unit * 3.1, y - unit * 1.5, unit * 1.8, unit * 1.2, unit * 0.5, unit * 0.5));
        turned.fill(new RoundRectangle2D.Double(
                x + unit * 5.2, y - unit * 1.5, unit * 1.8, unit * 1.2, unit * 0.5, unit * 0.5));
        wheel(turned, x + unit * 2.2, y + unit * 1.7, unit);
        wheel(turned, x + unit * 7.7, y + unit * 1.7, unit);
        turned.setPaint(new Color(0xFFF3B0));
        turned.fill(new Ellipse2D.Double(x + unit * 9.2, y + unit * 0.2, unit * 0.6, unit * 0.5));
        turned.dispose();
    }

    private static void wheel(Graphics2D graphics, double x, double y, double unit) {
        graphics.setPaint(new Color(0x1B1D22));
        graphics.fill(new Ellipse2D.Double(x - unit * 0.95, y - unit * 0.95, unit * 1.9, unit * 1.9));
        graphics.setPaint(new Color(0xC9CED6));
        graphics.fill(new Ellipse2D.Double(x - unit * 0.5, y - unit * 0.5, unit, unit));
    }

    private static void person(Graphics2D graphics, Dimension size, Color clothes) {
        double unit = Math.min(size.width, size.height) / 10.0;
        double x = size.width / 2.0;
        double y = size.height * 0.42;
        graphics.setPaint(clothes);
        graphics.fill(new RoundRectangle2D.Double(
                x - unit * 2.6, y + unit * 1.9, unit * 5.2, size.height, unit * 3.4, unit * 3.4));
        graphics.setPaint(new Color(0x3B2A22));
        graphics.fill(new Ellipse2D.Double(x - unit * 1.75, y - unit * 2.3, unit * 3.5, unit * 4.4));
        graphics.setPaint(new Color(0xF0C8A8));
        graphics.fill(
                new RoundRectangle2D.Double(x - unit * 0.6, y + unit, unit * 1.2, unit * 1.6, unit * 0.6, unit * 0.6));
        graphics.fill(new Ellipse2D.Double(x - unit * 1.35, y - unit * 1.6, unit * 2.7, unit * 3.3));
        graphics.setPaint(new Color(0x2A2320));
        graphics.fill(new Ellipse2D.Double(x - unit * 0.75, y - unit * 0.2, unit * 0.32, unit * 0.32));
        graphics.fill(new Ellipse2D.Double(x + unit * 0.43, y - unit * 0.2, unit * 0.32, unit * 0.32));
        graphics.setPaint(new Color(0xB4494D));
        graphics.setStroke(new BasicStroke((float) (unit * 0.13), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(new Arc2D.Double(x - unit * 0.5, y + unit * 0.3, unit, unit * 0.7, 200, 140, Arc2D.OPEN));
    }
}
