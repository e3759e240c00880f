package studio.atelier.generation.upload;

import java.io.IOException;
import java.nio.file.Files;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.generation.picture.DecodingBudget;
import studio.atelier.generation.picture.Drawing;
import studio.atelier.generation.picture.PictureException;
import studio.atelier.generation.picture.PictureFormat;
import studio.atelier.generation.picture.PictureHeader;
import studio.atelier.generation.picture.Pictures;

/** Checks a received file from the outside in, and makes a clean photo of it. */
@Component
class CleanReceived {

    private final Pictures pictures;
    private final DecodingBudget budget;
    private final UploadProperties properties;

    CleanReceived(Pictures pictures, DecodingBudget budget, UploadProperties properties) {
        this.pictures = pictures;
        this.budget = budget;
        this.properties = properties;
    }

    /**
     * Checks type, structure and size before anything is decoded, then decodes all of it.
     *
     * @return fails with {@link UploadException.Refused}, or with 503 if no memory to decode came free in time
     */
    Mono<CleanPhoto> handle(ReceivedFile file) {
        return budget.within(file.sizeBytes(), () -> inspect(file))
                .flatMap(header -> decode(file, header))
                .onErrorMap(
                        PictureException.class,
                        e -> UploadException.Refused.because(UploadProblem.UPLOAD_NOT_DECODABLE));
    }

    private PictureHeader inspect(ReceivedFile file) throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        PictureFormat proved = PictureFormat.ofMagic(bytes);
        if (proved != file.promised()) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_TYPE_MISMATCH);
        }
        PictureHeader header = pictures.inspect(bytes);
        refuseOutsideLimits(header);
        return header;
    }

    private void refuseOutsideLimits(PictureHeader header) {
        if (header.pixels() > properties.maxPixels()) {
            throw UploadException.Refused.because(
                    UploadProblem.UPLOAD_TOO_MANY_PIXELS,
                    "limitPixels",
                    properties.maxPixels(),
                    properties.maxPixels() / 1_000_000);
        }
        if (header.animated()) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_ANIMATED);
        }
        if (Math.min(header.width(), header.height()) < properties.minSide()) {
            throw UploadException.Refused.because(
                    UploadProblem.UPLOAD_TOO_SMALL, "limitSide", properties.minSide(), properties.minSide());
        }
    }

    private Mono<CleanPhoto> decode(ReceivedFile file, PictureHeader header) {
        int every = budget.coarsenessFor(header);
        return budget.within(header.memoryBytes(every), () -> writeAnew(file, header, every));
    }

    private CleanPhoto writeAnew(ReceivedFile file, PictureHeader header, int every) throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        Drawing drawing = Drawing.upright(pictures.decode(bytes, every), header.orientation());
        // A PNG was probably drawn or cut out, a JPEG never is; WebP can be either, and cannot be written here.
        boolean png = !drawing.opaque() || header.format() == PictureFormat.PNG;
        PictureFormat format = png ? PictureFormat.PNG : PictureFormat.JPEG;
        byte[] clean = png ? drawing.png() : drawing.jpeg(properties.jpegQuality());
        return new CleanPhoto(clean, format.contentType(), drawing.width(), drawing.height());
    }
}
