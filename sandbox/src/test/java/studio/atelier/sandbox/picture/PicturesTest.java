package studio.atelier.sandbox.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import studio.atelier.sandbox.picture.PictureOrder.Format;

class PicturesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String TRY_ON = "The person from the first photo wears the upper body garment of the second";

    private final Pictures pictures = new Pictures();

    @AfterEach
    void close() {
        pictures.destroy();
    }

    @ParameterizedTest
    @EnumSource
    void drawsAPictureOfTheFormatAskedFor(Format format) throws IOException {
        byte[] bytes = draw(new PictureOrder("A red car", List.of(), 7, "16:9", 640, format, "test"));
        assertThat(bytes[0] & 255).isEqualTo(format == Format.PNG ? 0x89 : 0xFF);
        BufferedImage image = decoded(bytes);
        assertThat(image.getWidth()).isEqualTo(640);
        assertThat(image.getHeight()).isEqualTo(360);
    }

    @Test
    void thePromptAndTheSeedDecideTheScene() {
        byte[] first = draw(scene("A red car", 7));
        assertThat(draw(scene("A red car", 7))).isEqualTo(first);
        assertThat(draw(scene("A red car", 8))).isNotEqualTo(first);
        assertThat(draw(scene("A blue car", 7))).isNotEqualTo(first);
    }

    @Test
    void putsTheItemOnThePersonWhereItIsWorn() throws IOException {
        byte[] person = plain(Color.LIGHT_GRAY, Color.LIGHT_GRAY);
        BufferedImage worn = decoded(draw(tryOn(TRY_ON, person, plain(Color.WHITE, Color.RED))));
        assertThat(isRed(worn, 0.5, 0.45)).isTrue();
        assertThat(isRed(worn, 0.5, 0.15)).isFalse();
        assertThat(isRed(worn, 0.5, 0.8)).isFalse();
    }

    @Test
    void takesThePlainGroundOfTheItemAway() throws IOException {
        byte[] person = plain(Color.BLUE, Color.BLUE);
        BufferedImage worn = decoded(draw(tryOn(TRY_ON, person, plain(Color.WHITE, Color.RED))));
        long white = 0;
        for (int y = 0; y < worn.getHeight() * 9 / 10; y++) {
            for (int x = 0; x < worn.getWidth(); x++) {
                Color colour = new Color(worn.getRGB(x, y));
                white += colour.getRed() > 230 && colour.getGreen() > 230 && colour.getBlue() > 230 ? 1 : 0;
            }
        }
        assertThat(white).isLessThan(200);
    }

    @Test
    void differentPhotosGiveDifferentPictures() {
        byte[] red = plain(Color.WHITE, Color.RED);
        byte[] green = plain(Color.WHITE, Color.GREEN);
        byte[] person = plain(Color.LIGHT_GRAY, Color.LIGHT_GRAY);
        assertThat(draw(tryOn(TRY_ON, person, red))).isNotEqualTo(draw(tryOn(TRY_ON, person, green)));
        assertThat(draw(tryOn(TRY_ON, red, green))).isNotEqualTo(draw(tryOn(TRY_ON, person, green)));
    }

    @Test
    void saysThatAnInputIsNoPicture() {
        StepVerifier.create(
                        pictures.draw(Mono.just(tryOn(TRY_ON, new byte[] {1, 2, 3}, plain(Color.WHITE, Color.RED)))))
                .expectError(UndecodableInputException.class)
                .verify(LIMIT);
    }

    @Test
    void drawsManyAtOnceWithoutHoldingTheirInputs() {
        AtomicInteger inMemory = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Mono<PictureOrder> order = Mono.fromSupplier(() -> {
            most.accumulateAndGet(inMemory.incrementAndGet(), Math::max);
            return scene("A red car", 7);
        });
        StepVerifier.create(Flux.range(0, 40)
                        .flatMap(i -> pictures.draw(order).doOnNext(drawn -> inMemory.decrementAndGet()), 40))
                .expectNextCount(40)
                .expectComplete()
                .verify(LIMIT);
        assertThat(most.get()).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "UPPER_BODY, Dress the person in the upper-body garment; keep the shoes and the trousers",
        "LOWER_BODY, Replace the trousers and keep the top",
        "DRESS, The person wears the dress from the second photo with the same shoes",
        "SHOES, Put the sneakers on the feet",
        "HEADWEAR, Put the hat on the head and keep the glasses",
        "GLASSES, The person wears the sunglasses",
        "BAG, The person carries the handbag",
        "JEWELLERY, The person wears the necklace",
        "WATCH, The person wears the wristwatch on the left wrist",
    })
    void knowsFromTheWordsWhereTheItemGoes(Garment expected, String prompt) {
        assertThat(Garment.namedIn(prompt)).contains(expected);
    }

    private byte[] draw(PictureOrder order) {
        return pictures.draw(Mono.just(order)).blockOptional(LIMIT).orElseThrow();
    }

    private static PictureOrder scene(String prompt, long seed) {
        return new PictureOrder(prompt, List.of(), seed, "1:1", 320, Format.PNG, "test");
    }

    private static PictureOrder tryOn(String prompt, byte[] person, byte[] item) {
        return new PictureOrder(prompt, List.of(person, item), 1, "auto", 400, Format.PNG, "test");
    }

    private static boolean isRed(BufferedImage image, double x, double y) {
        Color colour = new Color(image.getRGB((int) (x * image.getWidth()), (int) (y * image.getHeight())));
        return colour.getRed() > 180 && colour.getGreen() < 80;
    }

    private static BufferedImage decoded(byte[] bytes) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    /** A rectangle of one colour in the middle of another. */
    private static byte[] plain(Color ground, Color middle) {
        BufferedImage image = new BufferedImage(300, 400, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(ground);
        graphics.fillRect(0, 0, 300, 400);
        graphics.setPaint(middle);
        graphics.fillRect(75, 100, 150, 200);
        graphics.dispose();
        try {
            return ImageFiles.encode(image, Format.PNG);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
