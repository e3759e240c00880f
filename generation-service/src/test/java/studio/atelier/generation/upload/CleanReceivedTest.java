package studio.atelier.generation.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.picture.DecodingBudget;
import studio.atelier.generation.picture.Drawing;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.picture.PictureFormat;
import studio.atelier.generation.picture.PictureTools;

class CleanReceivedTest {

    private static final UploadProperties DEFAULTS =
            new Binder(new MapConfigurationPropertySource()).bindOrCreate("atelier.upload", UploadProperties.class);

    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    Path directory;

    private final DecodingBudget budget = PictureTools.budget();
    private final CleanReceived cleanReceived = new CleanReceived(PictureTools.pictures(), budget, DEFAULTS);

    @AfterEach
    void close() {
        budget.destroy();
    }

    /** Turned, its blocks come to lie elsewhere, and what a low quality hid costs much at a high one. */
    @Test
    void aStoredJpegIsAtMostThreeTimesAsLargeAsWhatCame() throws IOException {
        Drawing noise = Drawing.upright(PictureFixtures.noise(3203, 2003, BufferedImage.TYPE_INT_RGB), 1);
        byte[] file = PictureFixtures.withExif(noise.jpeg(0.05f), 3);

        CleanPhoto photo = clean(file, PictureFormat.JPEG);

        assertThat(file.length).isGreaterThan(MEGABYTE / 3);
        assertThat(photo.bytes().length).isLessThanOrEqualTo(3 * file.length);
        assertThat(photo.width()).isBetween(noise.width() / 2, noise.width());
    }

    @Test
    void aPngThatWouldGrowTooMuchIsStoredAsJpeg() {
        Drawing drawing = noise(BufferedImage.TYPE_INT_RGB);
        int asJpeg = drawing.jpeg(DEFAULTS.jpegQuality()).length;

        CleanPhoto photo = cleanReceived.write(drawing, PictureFormat.PNG, asJpeg);

        assertThat(photo.contentType()).isEqualTo("image/jpeg");
        assertThat(photo.bytes()).hasSize(asJpeg);
        assertThat(cleanReceived
                        .write(drawing, PictureFormat.PNG, Long.MAX_VALUE)
                        .contentType())
                .isEqualTo("image/png");
    }

    @Test
    void aTransparentPhotoThatWouldGrowTooMuchLosesPixelsButNotItsTransparency() {
        Drawing drawing = noise(BufferedImage.TYPE_INT_ARGB);

        CleanPhoto photo = cleanReceived.write(drawing, PictureFormat.WEBP, MEGABYTE);

        assertThat(photo.contentType()).isEqualTo("image/png");
        assertThat(photo.bytes().length).isLessThanOrEqualTo(MEGABYTE);
        assertThat(photo.width()).isEqualTo(drawing.width() / 4);
        assertThat(photo.height()).isEqualTo(drawing.height() / 4);
    }

    @Test
    void anOpaquePhotoLosesQualityBeforePixels() {
        Drawing drawing = noise(BufferedImage.TYPE_INT_RGB);
        int atBest = drawing.jpeg(DEFAULTS.jpegQuality()).length;

        assertThat(cleanReceived.write(drawing, PictureFormat.WEBP, atBest - 1).width())
                .isEqualTo(drawing.width());
        assertThat(cleanReceived.write(drawing, PictureFormat.WEBP, atBest / 20).width())
                .isLessThan(drawing.width());
    }

    private CleanPhoto clean(byte[] file, PictureFormat format) throws IOException {
        Path place = Files.write(directory.resolve("received"), file);
        return cleanReceived
                .handle(new UserId(UUID.randomUUID()), new ReceivedFile(place, format, file.length, "00"))
                .block();
    }

    private static Drawing noise(int type) {
        return Drawing.upright(PictureFixtures.noise(1600, 1200, type), 1);
    }
}
