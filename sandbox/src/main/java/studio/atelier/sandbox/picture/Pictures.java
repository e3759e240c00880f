package studio.atelier.sandbox.picture;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import studio.atelier.sandbox.WaitingLine;

/** Draws images, at most two at a time. */
@Component
public class Pictures implements DisposableBean {

    private static final int AT_ONCE = 2;
    private static final int WAITING = 32_768;
    /** Larger inputs are read at a fraction of their size, regardless of the size of the result. */
    private static final int MAX_INPUT_SIDE = 1400;

    private static final double MIN_RATIO = 0.125;
    private static final double MAX_RATIO = 8;

    private final Scheduler drawing = Schedulers.newBoundedElastic(AT_ONCE, WAITING, "drawing");
    private final WaitingLine line = new WaitingLine("images to draw", AT_ONCE);
    private final byte[] tinyPng = drawTiny(PictureOrder.Format.PNG);
    private final byte[] tinyJpeg = drawTiny(PictureOrder.Format.JPEG);

    /**
     * Draws an image: two inputs and the name of something to wear give a try-on, one input gives an edit, none a
     * scene.
     *
     * @param order subscribed to when a slot is free, so that inputs are in memory only while they are used
     * @return the encoded image, or the order's error, or an {@link UndecodableInputException}
     */
    public Mono<byte[]> draw(Mono<PictureOrder> order) {
        return line.waitFor(order.publishOn(drawing).flatMap(present -> Mono.fromCallable(() -> drawn(present))));
    }

    /** A small image that was encoded at the start. */
    public byte[] tiny(PictureOrder.Format format) {
        return format == PictureOrder.Format.PNG ? tinyPng.clone() : tinyJpeg.clone();
    }

    @Override
    public void destroy() {
        line.close();
        drawing.dispose();
    }

    private static byte[] drawn(PictureOrder order) throws IOException {
        List<BufferedImage> inputs = new ArrayList<>();
        for (byte[] input : order.inputs()) {
            inputs.add(ImageFiles.decode(input, Math.min(order.longSide(), MAX_INPUT_SIDE)));
        }
        Dimension size = size(order, inputs);
        BufferedImage canvas = new BufferedImage(size.width, size.height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = canvas.createGraphics();
        try {
            Brushes.smooth(graphics);
            String label = paint(order, inputs, canvas, graphics);
            Caption.paint(graphics, size, order.prompt(), label);
        } finally {
            graphics.dispose();
        }
        return ImageFiles.encode(canvas, order.format());
    }

    /** Paints everything but the caption, and returns the caption's name for it. */
    private static String paint(
            PictureOrder order, List<BufferedImage> inputs, BufferedImage canvas, Graphics2D graphics) {
        if (inputs.isEmpty()) {
            Scene.paint(graphics, new Dimension(canvas.getWidth(), canvas.getHeight()), order);
            return order.label();
        }
        if (inputs.size() == 1) {
            Edit.paint(canvas, graphics, inputs.getFirst(), order);
            return order.label() + " · edit";
        }
        Garment garment = Garment.namedIn(order.prompt()).orElse(Garment.UPPER_BODY);
        TryOn.paint(canvas, graphics, inputs, garment);
        return order.label() + " · " + garment.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static Dimension size(PictureOrder order, List<BufferedImage> inputs) {
        double ratio = 1;
        if (order.aspectRatio().contains(":")) {
            String[] sides = order.aspectRatio().split(":", 2);
            ratio = Double.parseDouble(sides[0]) / Double.parseDouble(sides[1]);
        } else if (!inputs.isEmpty()) {
            BufferedImage first = inputs.getFirst();
            ratio = (double) first.getWidth() / first.getHeight();
        }
        ratio = Math.clamp(ratio, MIN_RATIO, MAX_RATIO);
        return ratio >= 1
                ? new Dimension(order.longSide(), (int) Math.round(order.longSide() / ratio))
                : new Dimension((int) Math.round(order.longSide() * ratio), order.longSide());
    }

    private static byte[] drawTiny(PictureOrder.Format format) {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new Color(0x7C5CFF));
        graphics.fillRect(0, 0, 64, 64);
        graphics.setPaint(Color.WHITE);
        graphics.fillOval(16, 16, 32, 32);
        graphics.dispose();
        try {
            return ImageFiles.encode(image, format);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
