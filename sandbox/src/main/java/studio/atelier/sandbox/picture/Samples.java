package studio.atelier.sandbox.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Sample photos: people seen from the front, and things to wear on a plain background. */
@Component
public class Samples {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 1200;
    private static final Color GROUND = new Color(0xF4F4F2);

    private static final Map<String, Consumer<Graphics2D>> DRAWINGS = Map.of(
            "anna", graphics -> person(graphics, new Color(0xF1C9A5), new Color(0x5B3A29), new Color(0xDFE3E8), true),
            "bohdan",
                    graphics -> person(graphics, new Color(0xE8B98F), new Color(0x2B2320), new Color(0xC9D3C0), false),
            "shirt", Samples::shirt,
            "dress", Samples::dress,
            "trousers", Samples::trousers,
            "hat", Samples::hat,
            "glasses", Samples::glasses,
            "bag", Samples::bag,
            "shoes", Samples::shoes);

    /** The JPEG of this name, or empty. */
    public Mono<byte[]> jpeg(String name) {
        return Mono.justOrEmpty(Optional.ofNullable(DRAWINGS.get(name)))
                .flatMap(drawing -> Mono.fromCallable(() -> drawn(drawing)).subscribeOn(Schedulers.boundedElastic()));
    }

    private static byte[] drawn(Consumer<Graphics2D> drawing) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        Brushes.smooth(graphics);
        graphics.setPaint(GROUND);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        drawing.accept(graphics);
        graphics.dispose();
        return ImageFiles.encode(image, PictureOrder.Format.JPEG);
    }

    private static void person(Graphics2D g, Color skin, Color hair, Color clothes, boolean longHair) {
        g.setPaint(new RadialGradientPaint(
                450, 420, 900, new float[] {0f, 1f}, new Color[] {new Color(0xE9EEF4), new Color(0xA9B7C6)}));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        g.setPaint(new Color(0x8795A5));
        g.fillRect(0, 1120, WIDTH, 80);
        g.setPaint(hair);
        if (longHair) {
            g.fill(new RoundRectangle2D.Double(338, 60, 224, 340, 200, 220));
        } else {
            g.fill(new Ellipse2D.Double(352, 58, 196, 170));
        }
        g.setPaint(skin);
        limb(g, 70, 330, 390, 232, 600, 226, 680);
        limb(g, 70, 570, 390, 668, 600, 674, 680);
        g.setPaint(new Color(0x4A5568));
        limb(g, 118, 398, 640, 388, 880, 384, 1080);
        limb(g, 118, 502, 640, 512, 880, 516, 1080);
        g.setPaint(new Color(0x2D3748));
        g.fill(new RoundRectangle2D.Double(308, 1072, 142, 62, 50, 50));
        g.fill(new RoundRectangle2D.Double(450, 1072, 142, 62, 50, 50));
        g.setPaint(clothes);
        limb(g, 92, 336, 392, 290, 480, 284, 494);
        limb(g, 92, 564, 392, 610, 480, 616, 494);
        Path2D torso = new Path2D.Double();
        torso.moveTo(322, 350);
        torso.curveTo(380, 318, 520, 318, 578, 350);
        torso.curveTo(600, 470, 566, 560, 582, 700);
        torso.lineTo(318, 700);
        torso.curveTo(334, 560, 300, 470, 322, 350);
        g.fill(torso);
        g.setPaint(skin);
        g.fill(new RoundRectangle2D.Double(416, 270, 68, 96, 50, 50));
        g.fill(new Ellipse2D.Double(372, 92, 156, 206));
        g.setPaint(hair);
        Path2D fringe = new Path2D.Double();
        fringe.moveTo(366, 190);
        fringe.curveTo(370, 70, 530, 70, 534, 190);
        fringe.curveTo(500, 130, 430, 150, 366, 190);
        g.fill(fringe);
        face(g);
    }

    private static void face(Graphics2D g) {
        g.setPaint(new Color(0x2A2320));
        g.fill(new Ellipse2D.Double(413, 184, 17, 19));
        g.fill(new Ellipse2D.Double(470, 184, 17, 19));
        g.setStroke(new BasicStroke(6, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setPaint(new Color(0xB4494D));
        Path2D smile = new Path2D.Double();
        smile.moveTo(424, 246);
        smile.quadTo(450, 268, 476, 246);
        g.draw(smile);
    }

    private static void limb(Graphics2D g, float width, double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        path.quadTo(points[2], points[3], points[4], points[5]);
        g.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(path);
    }

    private static void shirt(Graphics2D g) {
        Path2D shape = new Path2D.Double();
        shape.moveTo(340, 230);
        shape.quadTo(450, 320, 560, 230);
        shape.lineTo(690, 280);
        shape.lineTo(820, 520);
        shape.lineTo(690, 590);
        shape.lineTo(640, 500);
        shape.lineTo(650, 980);
        shape.lineTo(250, 980);
        shape.lineTo(260, 500);
        shape.lineTo(210, 590);
        shape.lineTo(80, 520);
        shape.lineTo(210, 280);
        shape.closePath();
        g.setPaint(new GradientPaint(80, 230, new Color(0xD7263D), 820, 980, new Color(0x9C1B2E)));
        g.fill(shape);
        Area stripes = new Area();
        for (int y = 420; y < 960; y += 90) {
            stripes.add(new Area(new RoundRectangle2D.Double(200, y, 500, 34, 0, 0)));
        }
        stripes.intersect(new Area(new RoundRectangle2D.Double(262, 300, 378, 690, 0, 0)));
        g.setPaint(new Color(0xF6C453));
        g.fill(stripes);
    }

    private static void dress(Graphics2D g) {
        Path2D shape = new Path2D.Double();
        shape.moveTo(360, 140);
        shape.quadTo(450, 250, 540, 140);
        shape.lineTo(600, 170);
        shape.curveTo(600, 330, 560, 400, 570, 480);
        shape.lineTo(740, 1080);
        shape.quadTo(450, 1150, 160, 1080);
        shape.lineTo(330, 480);
        shape.curveTo(340, 400, 300, 330, 300, 170);
        shape.closePath();
        g.setPaint(new GradientPaint(300, 140, new Color(0x3E5BD8), 740, 1080, new Color(0x7B3FE4)));
        g.fill(shape);
        g.setPaint(new Color(0xFFD166));
        g.fill(new RoundRectangle2D.Double(326, 462, 248, 40, 20, 20));
    }

    private static void trousers(Graphics2D g) {
        Path2D shape = new Path2D.Double();
        shape.moveTo(270, 120);
        shape.lineTo(630, 120);
        shape.lineTo(690, 1080);
        shape.lineTo(510, 1080);
        shape.lineTo(450, 420);
        shape.lineTo(390, 1080);
        shape.lineTo(210, 1080);
        shape.closePath();
        g.setPaint(new GradientPaint(210, 120, new Color(0x1F6F54), 690, 1080, new Color(0x114B3A)));
        g.fill(shape);
        g.setPaint(new Color(0x0B3024));
        g.fill(new RoundRectangle2D.Double(268, 120, 364, 56, 10, 10));
    }

    private static void hat(Graphics2D g) {
        g.setPaint(new Color(0xB5793A));
        g.fill(new RoundRectangle2D.Double(260, 380, 380, 330, 240, 200));
        g.fill(new Ellipse2D.Double(80, 620, 740, 170));
        g.setPaint(new Color(0x33261A));
        g.fill(new RoundRectangle2D.Double(260, 590, 380, 70, 30, 30));
    }

    private static void glasses(Graphics2D g) {
        g.setPaint(new Color(0x14161B));
        g.setStroke(new BasicStroke(26, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.fill(new RoundRectangle2D.Double(130, 500, 270, 200, 110, 110));
        g.fill(new RoundRectangle2D.Double(500, 500, 270, 200, 110, 110));
        Path2D bridge = new Path2D.Double();
        bridge.moveTo(390, 560);
        bridge.quadTo(450, 510, 510, 560);
        g.draw(bridge);
    }

    private static void bag(Graphics2D g) {
        g.setPaint(new Color(0x5A2A1E));
        g.setStroke(new BasicStroke(34));
        g.draw(new Ellipse2D.Double(290, 180, 320, 460));
        g.setPaint(new GradientPaint(180, 480, new Color(0xC0562F), 720, 980, new Color(0x8A371B)));
        g.fill(new RoundRectangle2D.Double(170, 470, 560, 500, 90, 90));
        g.setPaint(new Color(0xF2C14E));
        g.fill(new RoundRectangle2D.Double(405, 600, 90, 60, 20, 20));
    }

    private static void shoes(Graphics2D g) {
        Path2D shoe = new Path2D.Double();
        shoe.moveTo(430, 520);
        shoe.lineTo(430, 790);
        shoe.lineTo(80, 790);
        shoe.quadTo(70, 690, 190, 670);
        shoe.quadTo(300, 650, 320, 520);
        shoe.quadTo(375, 560, 430, 520);
        shoe.closePath();
        for (int side = 0; side < 2; side++) {
            g.setPaint(new Color(0x1EA896));
            g.fill(shoe);
            g.setPaint(new Color(0x0F2D2A));
            g.fill(new RoundRectangle2D.Double(side == 0 ? 72 : 470, 770, 358, 40, 20, 20));
            shoe.transform(new AffineTransform(-1, 0, 0, 1, 900, 0));
        }
    }
}
