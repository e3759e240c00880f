package studio.atelier.generation.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.xmp.XmpDirectory;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.image.ImageRejectedException.ImageRejectionReason;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.picture.PictureTools;
import studio.atelier.generation.picture.ProvenanceMetadata;
import studio.atelier.generation.picture.capacity.DecodingCapacity;

class FinishProviderImageTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final DecodingCapacity budget = PictureTools.budget();
    private final FinishProviderImage finish =
            new FinishProviderImage(PictureTools.pictures(), budget, ImageFixtures.properties());

    @AfterEach
    void close() {
        budget.destroy();
    }

    static Stream<Arguments> results() {
        return Stream.of(
                Arguments.of("image/jpeg", PictureFixtures.jpeg(800, 600), "image/jpeg"),
                Arguments.of("image/png", PictureFixtures.png(800, 600), "image/png"),
                Arguments.of("application/octet-stream", PictureFixtures.png(800, 600), "image/png"),
                Arguments.of("image/png", PictureFixtures.transparentPng(800, 600), "image/png"),
                Arguments.of("image/webp", PictureFixtures.webp(), "image/jpeg"),
                Arguments.of("image/webp; charset=binary", PictureFixtures.transparentWebp(), "image/png"));
    }

    @ParameterizedTest
    @MethodSource("results")
    void everyStoredPictureSaysThatAModelMadeIt(String type, byte[] bytes, String storedType) throws Exception {
        for (boolean watermark : new boolean[] {true, false}) {
            FinishedImageFiles files = finish(bytes, type, watermark);
            assertThat(files.contentType()).isEqualTo(storedType);
            assertThat(sourceType(files.full())).isEqualTo(ProvenanceMetadata.DIGITAL_SOURCE_TYPE);
            assertThat(sourceType(files.thumbnail())).isEqualTo(ProvenanceMetadata.DIGITAL_SOURCE_TYPE);
            assertThat(ImageIO.read(new ByteArrayInputStream(files.full())).getWidth())
                    .isEqualTo(files.width());
        }
    }

    @ParameterizedTest
    @MethodSource("results")
    void theSameResultGivesTheSameFiles(String type, byte[] bytes, String storedType) {
        for (boolean watermark : new boolean[] {true, false}) {
            FinishedImageFiles once = finish(bytes, type, watermark);
            FinishedImageFiles again = finish(bytes, type, watermark);
            assertThat(again.full()).isEqualTo(once.full());
            assertThat(again.thumbnail()).isEqualTo(once.thumbnail());
        }
    }

    @Test
    void aPaidPictureKeepsEveryPixel() throws IOException {
        for (byte[] bytes : new byte[][] {PictureFixtures.jpeg(800, 600), PictureFixtures.png(800, 600)}) {
            FinishedImageFiles files = finish(bytes, "application/octet-stream", false);
            assertThat(pixels(files.full())).isEqualTo(pixels(bytes));
        }
    }

    @Test
    void aFreePictureDiffersInTheCornerOnly() throws IOException {
        byte[] bytes =
                PictureFixtures.encode(PictureFixtures.gradient(800, 600, Color.PINK, new Color(20, 60, 60)), "png");
        BufferedImage before = ImageIO.read(new ByteArrayInputStream(bytes));
        BufferedImage after = ImageIO.read(
                new ByteArrayInputStream(finish(bytes, "image/png", true).full()));
        int changed = 0;
        for (int y = 0; y < 600; y++) {
            for (int x = 0; x < 800; x++) {
                if (before.getRGB(x, y) != after.getRGB(x, y)) {
                    changed++;
                    assertThat(x).isGreaterThan(600);
                    assertThat(y).isGreaterThan(530);
                }
            }
        }
        assertThat(changed).isGreaterThan(1500);
    }

    @Test
    void whatTheProviderWroteIntoTheFileIsGone() {
        byte[] png = PictureFixtures.pngWithExif(PictureFixtures.quarters(200, 200), 1);
        byte[] jpeg = PictureFixtures.withTrailing(
                PictureFixtures.jpegWithExif(PictureFixtures.quarters(200, 200), 1), "<script>");
        for (boolean watermark : new boolean[] {true, false}) {
            byte[] storedPng = finish(png, "image/png", watermark).full();
            assertThat(PictureFixtures.contains(storedPng, "secret prompt")).isFalse();
            byte[] storedJpeg = finish(jpeg, "image/jpeg", watermark).full();
            assertThat(PictureFixtures.contains(storedJpeg, "SpyCamera")).isFalse();
            assertThat(PictureFixtures.contains(storedJpeg, "<script>")).isFalse();
        }
    }

    @Test
    void turnsAResultUpright() throws IOException {
        byte[] stored =
                PictureFixtures.jpegWithExif(PictureFixtures.storedAs(PictureFixtures.quarters(160, 120), 6), 6);
        FinishedImageFiles files = finish(stored, "image/jpeg", false);
        assertThat(files.width()).isEqualTo(160);
        assertThat(files.height()).isEqualTo(120);
        assertThat(ImageIO.read(new ByteArrayInputStream(files.full())).getWidth())
                .isEqualTo(160);
    }

    @Test
    void aThumbnailIsSmall() throws IOException {
        FinishedImageFiles files = finish(PictureFixtures.jpeg(1600, 1200), "image/jpeg", true);
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(files.thumbnail()));
        assertThat(thumbnail.getWidth()).isEqualTo(512);
        assertThat(thumbnail.getHeight()).isEqualTo(384);
        assertThat(files.thumbnail().length).isLessThan(60_000);
    }

    static Stream<Arguments> badResults() {
        byte[] jpeg = PictureFixtures.jpeg(400, 300);
        return Stream.of(
                bad("empty", new byte[0], "image/jpeg", ImageRejectionReason.EMPTY),
                bad("a page", PictureFixtures.ascii("<html>"), "text/html", ImageRejectionReason.NOT_DECODABLE),
                bad(
                        "a page as JPEG",
                        PictureFixtures.ascii("<html>"),
                        "image/jpeg",
                        ImageRejectionReason.NOT_DECODABLE),
                bad("JPEG as PNG", jpeg, "image/png", ImageRejectionReason.OTHER_TYPE),
                bad("JPEG as page", jpeg, "text/html", ImageRejectionReason.OTHER_TYPE),
                bad("GIF", PictureFixtures.gif(200, 200), "image/gif", ImageRejectionReason.NOT_DECODABLE),
                bad(
                        "half a JPEG",
                        PictureFixtures.truncated(jpeg, jpeg.length / 2),
                        "image/jpeg",
                        ImageRejectionReason.NOT_DECODABLE),
                bad(
                        "moving PNG",
                        PictureFixtures.animatedPng(200, 200),
                        "image/png",
                        ImageRejectionReason.NOT_DECODABLE),
                bad("bomb", PictureFixtures.pngBomb(40_000, 40_000), "image/png", ImageRejectionReason.TOO_LARGE),
                bad("31 MB", PictureFixtures.padded(jpeg, 31 << 20), "image/jpeg", ImageRejectionReason.TOO_LARGE));
    }

    @ParameterizedTest
    @MethodSource("badResults")
    void aBadResultIsTheProvidersFailure(byte[] bytes, String type, ImageRejectionReason reason) {
        StepVerifier.create(finish.handle(result(bytes, type, true)))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                ImageRejectedException.class,
                                rejected ->
                                        assertThat(rejected.rejectionReason()).isEqualTo(reason)))
                .verify(LIMIT);
    }

    private FinishedImageFiles finish(byte[] bytes, String type, boolean watermark) {
        return finish.handle(result(bytes, type, watermark)).block(LIMIT);
    }

    private static NewProviderImage result(byte[] bytes, String type, boolean watermark) {
        return new NewProviderImage(
                UUID.randomUUID(), UUID.randomUUID(), new UserId(UUID.randomUUID()), bytes, type, watermark);
    }

    private static String sourceType(byte[] file) throws Exception {
        return ImageMetadataReader.readMetadata(new ByteArrayInputStream(file))
                .getFirstDirectoryOfType(XmpDirectory.class)
                .getXmpProperties()
                .get("Iptc4xmpExt:DigitalSourceType");
    }

    private static int[] pixels(byte[] file) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static Arguments bad(String what, byte[] bytes, String type, ImageRejectionReason reason) {
        return Arguments.of(Named.of(what, bytes), type, reason);
    }
}
