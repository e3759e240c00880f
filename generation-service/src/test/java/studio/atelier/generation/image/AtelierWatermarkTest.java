package studio.atelier.generation.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import studio.atelier.generation.picture.PictureFixtures;

class AtelierWatermarkTest {

    @ParameterizedTest
    @CsvSource({"1024, 1024", "1600, 900", "768, 1376", "512, 512", "256, 256", "64, 64", "4096, 2048"})
    void changesTheLowerRightCornerOnly(int width, int height) {
        BufferedImage plain = PictureFixtures.gradient(width, height, Color.WHITE, Color.DARK_GRAY);
        BufferedImage marked = marked(plain);
        int changed = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (plain.getRGB(x, y) != marked.getRGB(x, y)) {
                    changed++;
                    assertThat(x).isGreaterThan((int) (0.35 * width));
                    assertThat(y).isGreaterThan((int) (0.7 * height));
                }
            }
        }
        assertThat(changed).isBetween((int) (0.002 * width * height), (int) (0.12 * width * height));
    }

    @ParameterizedTest
    @CsvSource({"0", "64", "128", "192", "255"})
    void standsOutOnEveryShade(int shade) throws IOException {
        Color grey = new Color(shade, shade, shade);
        BufferedImage marked = marked(PictureFixtures.gradient(1024, 1024, grey, grey));
        int brightest = 0;
        int darkest = 255;
        for (int y = 950; y < 1024; y++) {
            for (int x = 700; x < 1024; x++) {
                int value = marked.getRGB(x, y) & 0xff;
                brightest = Math.max(brightest, value);
                darkest = Math.min(darkest, value);
            }
        }
        assertThat(brightest - darkest).isGreaterThan(90);
    }

    @Test
    void everyMachineDrawsTheSame() {
        BufferedImage plain = PictureFixtures.gradient(640, 480, Color.ORANGE, Color.BLUE);
        assertThat(PictureFixtures.encode(marked(plain), "png"))
                .isEqualTo(PictureFixtures.encode(marked(plain), "png"));
    }

    /** Stored beside the test reports for visual inspection. */
    @Test
    void looksGood() throws IOException {
        BufferedImage sheet = new BufferedImage(1536, 1024, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.drawImage(
                marked(PictureFixtures.gradient(768, 512, Color.WHITE, new Color(235, 225, 215))), 0, 0, null);
        graphics.drawImage(
                marked(PictureFixtures.gradient(768, 512, Color.BLACK, new Color(20, 20, 40))), 768, 0, null);
        graphics.drawImage(
                marked(PictureFixtures.gradient(768, 512, new Color(240, 120, 60), new Color(60, 90, 200))),
                0,
                512,
                null);
        graphics.drawImage(marked(PictureFixtures.quarters(768, 512)), 768, 512, null);
        graphics.dispose();
        File file = new File("target/watermark.png");
        assertThat(ImageIO.write(sheet, "png", file)).isTrue();
    }

    private static BufferedImage marked(BufferedImage plain) {
        BufferedImage copy = new BufferedImage(plain.getWidth(), plain.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = copy.createGraphics();
        graphics.drawImage(plain, 0, 0, null);
        AtelierWatermark.drawOnto(graphics, copy.getWidth(), copy.getHeight());
        graphics.dispose();
        return copy;
    }
}
