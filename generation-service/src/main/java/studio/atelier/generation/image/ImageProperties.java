package studio.atelier.generation.image;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How finished images are written, and how long they are kept.
 *
 * @param maxSize of an image as a provider sends it
 * @param maxPixels of an image as a provider sends it
 * @param thumbnailSide the longer side of a thumbnail, in pixels
 * @param jpegQuality of images that are encoded anew, 0 to 1; those without a watermark are not
 * @param thumbnailQuality of thumbnails, 0 to 1
 * @param keep how long an image stays in the gallery
 * @param keepFavorites how long a favourite stays
 */
@Validated
@ConfigurationProperties("atelier.image")
record ImageProperties(
        @DefaultValue("30MB") DataSize maxSize,
        @DefaultValue("64000000") @Positive long maxPixels,
        @DefaultValue("512") @Positive int thumbnailSide,

        @DefaultValue("0.92") @DecimalMin("0.5") @DecimalMax("1.0")
        float jpegQuality,

        @DefaultValue("0.82") @DecimalMin("0.5") @DecimalMax("1.0")
        float thumbnailQuality,

        @DefaultValue("90d") Duration keep,
        @DefaultValue("730d") Duration keepFavorites) {}
