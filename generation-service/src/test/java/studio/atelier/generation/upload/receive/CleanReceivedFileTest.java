package studio.atelier.generation.upload.receive;

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
import studio.atelier.generation.picture.DecodedPicture;
import studio.atelier.generation.picture.PictureFileFormat;
import studio.atelier.generation.picture.PictureFixtures;
import studio.atelier.generation.picture.PictureTools;
import studio.atelier.generation.picture.capacity.DecodingCapacity;
import studio.atelier.generation.upload.UploadProperties;

class CleanReceivedFileTest {

    private static final UploadProperties DEFAULTS =
            new Binder(new MapConfigurationPropertySource()).bindOrCreate("atelier.upload", UploadProperties.class);

    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    Path directory;

    private final DecodingCapacity budget = PictureTools.budget();
    private final CleanReceivedFile cleanReceived = new CleanReceivedFile(PictureTools.pictures(), budget, DEFAULTS);

    @AfterEach
    void close() {
        budget.destroy();
    }

    /** Rotation moves the JPEG blocks, so detail hidden by a low quality takes many bytes at a high one. */
    @Test
    void aStoredJpegIsAtMostThreeTimesAsLargeAsWhatCame() throws IOException {
        DecodedPicture noise =
                DecodedPicture.uprightOf(PictureFixtures.noise(3203, 2003, BufferedImage.TYPE_INT_RGB), 1);
        byte[] file = PictureFixtures.withExif(noise.toJpeg(0.05f), 3);

        CleanUploadPhoto photo = clean(file, PictureFileFormat.JPEG);

        assertThat(file.length).isGreaterThan(MEGABYTE / 3);
        assertThat(photo.bytes().length).isLessThanOrEqualTo(3 * file.length);
        assertThat(photo.width()).isBetween(noise.width() / 2, noise.width());
    }

    @Test
    void aPngThatWouldGrowTooMuchIsStoredAsJpeg() {
        DecodedPicture drawing = noise(BufferedImage.TYPE_INT_RGB);
        int asJpeg = drawing.toJpeg(DEFAULTS.jpegQuality()).length;

        CleanUploadPhoto photo = cleanReceived.encodePhoto(drawing, PictureFileFormat.PNG, asJpeg);

        assertThat(photo.contentType()).isEqualTo("image/jpeg");
        assertThat(photo.bytes()).hasSize(asJpeg);
        assertThat(cleanReceived
                        .encodePhoto(drawing, PictureFileFormat.PNG, Long.MAX_VALUE)
                        .contentType())
                .isEqualTo("image/png");
    }

    @Test
    void aTransparentPhotoThatWouldGrowTooMuchLosesPixelsButNotItsTransparency() {
        DecodedPicture drawing = noise(BufferedImage.TYPE_INT_ARGB);

        CleanUploadPhoto photo = cleanReceived.encodePhoto(drawing, PictureFileFormat.WEBP, MEGABYTE);

        assertThat(photo.contentType()).isEqualTo("image/png");
        assertThat(photo.bytes().length).isLessThanOrEqualTo(MEGABYTE);
        assertThat(photo.width()).isEqualTo(drawing.width() / 4);
        assertThat(photo.height()).isEqualTo(drawing.height() / 4);
    }

    @Test
    void anOpaquePhotoLosesQualityBeforePixels() {
        DecodedPicture drawing = noise(BufferedImage.TYPE_INT_RGB);
        int atBest = drawing.toJpeg(DEFAULTS.jpegQuality()).length;

        assertThat(cleanReceived
                        .encodePhoto(drawing, PictureFileFormat.WEBP, atBest - 1)
                        .width())
                .isEqualTo(drawing.width());
        assertThat(cleanReceived
                        .encodePhoto(drawing, PictureFileFormat.WEBP, atBest / 20)
                        .width())
                .isLessThan(drawing.width());
    }

    private CleanUploadPhoto clean(byte[] file, PictureFileFormat format) throws IOException {
        Path place = Files.write(directory.resolve("received"), file);
        return cleanReceived
                .handle(new UserId(UUID.randomUUID()), new ReceivedUploadFile(place, format, file.length, "00"))
                .block();
    }

    private static DecodedPicture noise(int type) {
        return DecodedPicture.uprightOf(PictureFixtures.noise(1600, 1200, type), 1);
    }
}
