package studio.atelier.generation.image;

import java.awt.Graphics2D;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.image.ImageRejectedException.ImageRejectionReason;
import studio.atelier.generation.picture.DecodedPicture;
import studio.atelier.generation.picture.PictureException;
import studio.atelier.generation.picture.PictureFileFormat;
import studio.atelier.generation.picture.PictureFileHeader;
import studio.atelier.generation.picture.PictureFileReader;
import studio.atelier.generation.picture.ProvenanceMetadata;
import studio.atelier.generation.picture.capacity.DecodingCapacity;

/**
 * Turns a provider's bytes into the files to store. An image without a watermark keeps its pixels bit for bit: only its
 * metadata are replaced. The same bytes always give the same files.
 */
@Component
class FinishProviderImage {

    private final PictureFileReader pictures;
    private final DecodingCapacity budget;
    private final ImageProperties properties;

    FinishProviderImage(PictureFileReader pictures, DecodingCapacity budget, ImageProperties properties) {
        this.pictures = pictures;
        this.budget = budget;
        this.properties = properties;
    }

    /**
     * Checks, decodes and marks; fails with {@link ImageRejectedException}, or with 503 if no memory is free in time.
     */
    Mono<FinishedImageFiles> handle(NewProviderImage image) {
        return budget.runWithin(image.owner(), 0, () -> inspectImage(image))
                .flatMap(header -> decodeImage(image, header))
                .onErrorMap(PictureException.class, FinishProviderImage::notDecodable);
    }

    private PictureFileHeader inspectImage(NewProviderImage image) {
        byte[] bytes = image.bytes();
        if (bytes.length == 0) {
            throw new ImageRejectedException(ImageRejectionReason.EMPTY, "The provider's file is empty");
        }
        if (bytes.length > properties.maxSize().toBytes()) {
            throw new ImageRejectedException(ImageRejectionReason.TOO_LARGE, bytes.length + " bytes");
        }
        refuseOtherType(image.declaredContentType(), PictureFileFormat.ofMagic(bytes));
        PictureFileHeader header = pictures.inspectFile(bytes);
        if (header.pixelCount() > properties.maxPixels()) {
            throw new ImageRejectedException(ImageRejectionReason.TOO_LARGE, header.pixelCount() + " pixels");
        }
        return header;
    }

    private static void refuseOtherType(String declared, @Nullable PictureFileFormat proved) {
        if (proved == null) {
            throw new ImageRejectedException(ImageRejectionReason.NOT_DECODABLE, "Not a JPEG, PNG or WebP picture");
        }
        boolean promisesNothing = declared.isBlank() || declared.startsWith(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        if (!promisesNothing && PictureFileFormat.ofContentType(declared) != proved) {
            throw new ImageRejectedException(ImageRejectionReason.OTHER_TYPE, "Declared " + declared + " is " + proved);
        }
    }

    private Mono<FinishedImageFiles> decodeImage(NewProviderImage image, PictureFileHeader header) {
        int every = budget.coarsenessFor(header);
        if (every == 0) {
            return Mono.error(new ImageRejectedException(
                    ImageRejectionReason.TOO_LARGE, header.pixelCount() + " pixels need too much memory to decode"));
        }
        return budget.runWithin(image.owner(), header.memoryBytes(every), () -> finishImage(image, header, every));
    }

    private FinishedImageFiles finishImage(NewProviderImage image, PictureFileHeader header, int every) {
        DecodedPicture drawing =
                DecodedPicture.uprightOf(pictures.decodeFile(image.bytes(), every), header.orientation());
        boolean asItIs = !image.watermark()
                && every == 1
                && header.orientation() == 1
                && header.format() != PictureFileFormat.WEBP;
        if (image.watermark()) {
            drawMark(drawing);
        }
        PictureFileFormat format = formatOf(header, drawing);
        byte[] full = asItIs ? pictures.stripMetadata(image.bytes()) : encodeDrawing(drawing, format);
        byte[] thumbnail = drawing.scaledTo(properties.thumbnailSide()).toJpeg(properties.thumbnailQuality());
        return new FinishedImageFiles(
                withProvenance(full, format),
                ProvenanceMetadata.inJpeg(thumbnail),
                format.contentType(),
                drawing.width(),
                drawing.height());
    }

    private static void drawMark(DecodedPicture drawing) {
        Graphics2D graphics = drawing.createGraphics();
        try {
            AtelierWatermark.drawOnto(graphics, drawing.width(), drawing.height());
        } finally {
            graphics.dispose();
        }
    }

    private static PictureFileFormat formatOf(PictureFileHeader header, DecodedPicture drawing) {
        boolean png = header.format() == PictureFileFormat.PNG || !drawing.isOpaque();
        return png ? PictureFileFormat.PNG : PictureFileFormat.JPEG;
    }

    private byte[] encodeDrawing(DecodedPicture drawing, PictureFileFormat format) {
        return format == PictureFileFormat.PNG ? drawing.toPng() : drawing.toJpeg(properties.jpegQuality());
    }

    private static byte[] withProvenance(byte[] file, PictureFileFormat format) {
        return format == PictureFileFormat.PNG ? ProvenanceMetadata.inPng(file) : ProvenanceMetadata.inJpeg(file);
    }

    private static ImageRejectedException notDecodable(PictureException cause) {
        ImageRejectedException rejected =
                new ImageRejectedException(ImageRejectionReason.NOT_DECODABLE, String.valueOf(cause.getMessage()));
        rejected.initCause(cause);
        return rejected;
    }
}
