package studio.atelier.bench.upload;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** A photo of the size that a messenger sends, with enough detail that it does not compress to a few bytes. */
final class Photo {

    private static final int WIDTH = 2000;
    private static final int HEIGHT = 1500;
    private static final int NOISE = 24;

    private Photo() {}

    static byte[] jpeg() {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int noise = random.nextInt(NOISE);
                int red = x * 200 / WIDTH + noise;
                int green = y * 200 / HEIGHT + noise;
                image.setRGB(x, y, red << 16 | green << 8 | (128 + noise));
            }
        }
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            ImageIO.write(image, "jpeg", bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
