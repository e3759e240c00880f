package studio.atelier.generation.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodedPictureTest {

    private static final List<Integer> UPRIGHT = colours(Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW);

    /** The corners as stored, for a picture that is red, green, blue, yellow when upright. */
    @ParameterizedTest
    @CsvSource({
        "1, RED,    GREEN,  BLUE,   YELLOW",
        "2, GREEN,  RED,    YELLOW, BLUE",
        "3, YELLOW, BLUE,   GREEN,  RED",
        "4, BLUE,   YELLOW, RED,    GREEN",
        "5, RED,    BLUE,   GREEN,  YELLOW",
        "6, GREEN,  YELLOW, RED,    BLUE",
        "7, YELLOW, GREEN,  BLUE,   RED",
        "8, BLUE,   RED,    YELLOW, GREEN",
    })
    void turnsEachOrientationUpright(int orientation, String a, String b, String c, String d) {
        BufferedImage stored = new BufferedImage(80, 60, BufferedImage.TYPE_INT_RGB);
        paint(stored, 0, 0, a);
        paint(stored, 40, 0, b);
        paint(stored, 0, 30, c);
        paint(stored, 40, 30, d);

        DecodedPicture upright = DecodedPicture.uprightOf(stored, orientation);

        assertThat(upright.width()).isEqualTo(orientation > 4 ? 60 : 80);
        assertThat(upright.height()).isEqualTo(orientation > 4 ? 80 : 60);
        assertThat(corners(upright)).isEqualTo(UPRIGHT);
    }

    @Test
    void keepsTransparencyOnlyWhereThereIsSome() {
        BufferedImage opaque = new BufferedImage(20, 20, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 400; i++) {
            opaque.setRGB(i % 20, i / 20, 0xff102030);
        }
        assertThat(DecodedPicture.uprightOf(opaque, 1).isOpaque()).isTrue();
        opaque.setRGB(3, 3, 0x40102030);
        assertThat(DecodedPicture.uprightOf(opaque, 1).isOpaque()).isFalse();
        assertThat(PictureFixtures.pixelsOf(DecodedPicture.uprightOf(opaque, 6)).getRGB(16, 3))
                .isEqualTo(0x40102030);
    }

    @Test
    void scalesDownButNeverUp() {
        DecodedPicture drawing = DecodedPicture.uprightOf(PictureFixtures.quarters(1600, 1200), 1);
        DecodedPicture small = drawing.scaledTo(512);
        assertThat(small.width()).isEqualTo(512);
        assertThat(small.height()).isEqualTo(384);
        assertThat(corners(small)).isEqualTo(UPRIGHT);
        assertThat(drawing.scaledTo(5000).width()).isEqualTo(1600);
    }

    @Test
    void theSamePictureGivesTheSameBytes() {
        BufferedImage image = PictureFixtures.gradient(300, 200, Color.ORANGE, Color.BLUE);
        assertThat(DecodedPicture.uprightOf(image, 1).toJpeg(0.9f))
                .isEqualTo(DecodedPicture.uprightOf(image, 1).toJpeg(0.9f));
        assertThat(DecodedPicture.uprightOf(image, 1).toPng())
                .isEqualTo(DecodedPicture.uprightOf(image, 1).toPng());
    }

    private static void paint(BufferedImage image, int x, int y, String colour) {
        int rgb = named(colour).getRGB();
        for (int i = 0; i < 40 * 30; i++) {
            image.setRGB(x + i % 40, y + i / 40, rgb);
        }
    }

    private static Color named(String colour) {
        return switch (colour) {
            case "RED" -> Color.RED;
            case "GREEN" -> Color.GREEN;
            case "BLUE" -> Color.BLUE;
            default -> Color.YELLOW;
        };
    }

    private static List<Integer> corners(DecodedPicture drawing) {
        BufferedImage pixels = PictureFixtures.pixelsOf(drawing);
        int right = drawing.width() - 1;
        int bottom = drawing.height() - 1;
        return List.of(
                pixels.getRGB(0, 0), pixels.getRGB(right, 0), pixels.getRGB(0, bottom), pixels.getRGB(right, bottom));
    }

    private static List<Integer> colours(Color... colours) {
        return Arrays.stream(colours).map(Color::getRGB).toList();
    }
}
