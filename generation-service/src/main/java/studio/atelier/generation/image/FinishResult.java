package studio.atelier.generation.image;

import java.awt.Graphics2D;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.image.ResultRejectedException.Reason;
import studio.atelier.generation.picture.DecodingBudget;
import studio.atelier.generation.picture.Drawing;
import studio.atelier.generation.picture.PictureException;
import studio.atelier.generation.picture.PictureFormat;
import studio.atelier.generation.picture.PictureHeader;
import studio.atelier.generation.picture.Pictures;
import studio.atelier.generation.picture.Provenance;

/**
 * Makes of what a provider sent what we store. A picture that needs no watermark keeps its pixels bit for bit: only its
 * metadata are replaced. The same bytes always give the same files.
 */
@Component
class FinishResult {

    private final Pictures pictures;
    private final DecodingBudget budget;
    private final ImageProperties properties;

    FinishResult(Pictures pictures, DecodingBudget budget, ImageProperties properties) {
        this.pictures = pictures;
        this.budget = budget;
        this.properties = properties;
    }

    /** Checks, decodes and marks; fails with {@link ResultRejectedException}, or with 503 if no memory came free. */
    Mono<FinishedFiles> handle(NewResult result) {
        return budget.within(result.owner(), 0, () -> inspect(result))
                .flatMap(header -> decode(result, header))
                .onErrorMap(PictureException.class, FinishResult::notDecodable);
    }

    private PictureHeader inspect(NewResult result) {
        byte[] bytes = result.bytes();
        if (bytes.length == 0) {
            throw new ResultRejectedException(Reason.EMPTY, "No bytes");
        }
        if (bytes.length > properties.maxSize().toBytes()) {
            throw new ResultRejectedException(Reason.TOO_LARGE, bytes.length + " bytes");
        }
        refuseOtherType(result.declaredContentType(), PictureFormat.ofMagic(bytes));
        PictureHeader header = pictures.inspect(bytes);
        if (header.pixels() > properties.maxPixels()) {
            throw new ResultRejectedException(Reason.TOO_LARGE, header.pixels() + " pixels");
        }
        return header;
    }

    private static void refuseOtherType(String declared, @Nullable PictureFormat proved) {
        if (proved == null) {
            throw new ResultRejectedException(Reason.NOT_DECODABLE, "No picture that we read");
        }
        boolean promisesNothing = declared.isBlank() || declared.startsWith(MediaType.APPLICATION_OCTET_STREAM_VALUE);
        if (!promisesNothing && PictureFormat.ofContentType(declared) != proved) {
            throw new ResultRejectedException(Reason.OTHER_TYPE, "Declared " + declared + " is " + proved);
        }
    }

    private Mono<FinishedFiles> decode(NewResult result, PictureHeader header) {
        int every = budget.coarsenessFor(header);
        if (every == 0) {
            return Mono.error(
                    new ResultRejectedException(Reason.TOO_LARGE, header.pixels() + " pixels take too much memory"));
        }
        return budget.within(result.owner(), header.memoryBytes(every), () -> finish(result, header, every));
    }

    private FinishedFiles finish(NewResult result, PictureHeader header, int every) {
        Drawing drawing = Drawing.upright(pictures.decode(result.bytes(), every), header.orientation());
        boolean asItIs =
                !result.watermark() && every == 1 && header.orientation() == 1 && header.format() != PictureFormat.WEBP;
        if (result.watermark()) {
            drawMark(drawing);
        }
        PictureFormat format = formatOf(header, drawing);
        byte[] full = asItIs ? pictures.strip(result.bytes()) : encode(drawing, format);
        byte[] thumbnail = drawing.scaledTo(properties.thumbnailSide()).jpeg(properties.thumbnailQuality());
        return new FinishedFiles(
                withProvenance(full, format),
                Provenance.inJpeg(thumbnail),
                format.contentType(),
                drawing.width(),
                drawing.height());
    }

    private static void drawMark(Drawing drawing) {
        Graphics2D graphics = drawing.graphics();
        try {
            Watermark.draw(graphics, drawing.width(), drawing.height());
        } finally {
            graphics.dispose();
        }
    }

    private static PictureFormat formatOf(PictureHeader header, Drawing drawing) {
        boolean png = header.format() == PictureFormat.PNG || !drawing.opaque();
        return png ? PictureFormat.PNG : PictureFormat.JPEG;
    }

    private byte[] encode(Drawing drawing, PictureFormat format) {
        return format == PictureFormat.PNG ? drawing.png() : drawing.jpeg(properties.jpegQuality());
    }

    private static byte[] withProvenance(byte[] file, PictureFormat format) {
        return format == PictureFormat.PNG ? Provenance.inPng(file) : Provenance.inJpeg(file);
    }

    private static ResultRejectedException notDecodable(PictureException cause) {
        ResultRejectedException rejected =
                new ResultRejectedException(Reason.NOT_DECODABLE, String.valueOf(cause.getMessage()));
        rejected.initCause(cause);
        return rejected;
    }
}
