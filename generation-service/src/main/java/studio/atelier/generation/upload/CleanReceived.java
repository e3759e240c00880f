package studio.atelier.generation.upload;

import java.io.IOException;
import java.nio.file.Files;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.picture.DecodingBudget;
import studio.atelier.generation.picture.Drawing;
import studio.atelier.generation.picture.PictureException;
import studio.atelier.generation.picture.PictureFormat;
import studio.atelier.generation.picture.PictureHeader;
import studio.atelier.generation.picture.Pictures;

/** Checks a received file from the outside in, and makes a clean photo of it. */
@Component
class CleanReceived {

    /** What we store may be so many times as large as what came in, or this large at least. */
    private static final int MOST_GROWTH = 3;

    private static final int ALWAYS_TAKEN_BYTES = 1024 * 1024;

    /** Of a JPEG that would be too large at the usual one; what phones use to save room. */
    private static final float ENOUGH_QUALITY = 0.75f;

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
     * @return fails with {@link UploadException.Refused}, or with 503 if the owner's turn to decode does not come in
     *     time
     */
    Mono<CleanPhoto> handle(UserId owner, ReceivedFile file) {
        return budget.within(owner, file.sizeBytes(), () -> inspect(file))
                .flatMap(header -> decode(owner, file, header))
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
            throw tooManyPixels(properties.maxPixels());
        }
        if (header.animated()) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_ANIMATED);
        }
        if (Math.min(header.width(), header.height()) < properties.minSide()) {
            throw UploadException.Refused.because(
                    UploadProblem.UPLOAD_TOO_SMALL, "limitSide", properties.minSide(), properties.minSide());
        }
    }

    private Mono<CleanPhoto> decode(UserId owner, ReceivedFile file, PictureHeader header) {
        int every = budget.coarsenessFor(header);
        return every == 0
                ? Mono.error(tooManyPixels(Math.min(properties.maxPixels(), budget.pixelsThatFit(header))))
                : budget.within(owner, header.memoryBytes(every), () -> writeAnew(file, header, every));
    }

    private CleanPhoto writeAnew(ReceivedFile file, PictureHeader header, int every) throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        Drawing drawing = Drawing.upright(pictures.decode(bytes, every), header.orientation());
        return write(drawing, header.format(), Math.max(ALWAYS_TAKEN_BYTES, MOST_GROWTH * file.sizeBytes()));
    }

    /**
     * Writes a photo in no more bytes than these. A PNG was probably drawn, and stays one if it can; a JPEG never was;
     * WebP can be either, and cannot be written here.
     */
    CleanPhoto write(Drawing drawing, PictureFormat source, long mostBytes) {
        byte[] png = source == PictureFormat.PNG || !drawing.opaque() ? drawing.pngUpTo(mostBytes) : null;
        if (png != null) {
            return photo(png, PictureFormat.PNG, drawing);
        }
        return drawing.opaque()
                ? jpeg(drawing, mostBytes)
                : write(drawing.halved(), source, mostBytes); // only PNG keeps transparency
    }

    /** Less quality first, then fewer pixels. */
    private CleanPhoto jpeg(Drawing drawing, long mostBytes) {
        for (float quality : new float[] {properties.jpegQuality(), ENOUGH_QUALITY}) {
            byte[] jpeg = drawing.jpegUpTo(mostBytes, quality);
            if (jpeg != null) {
                return photo(jpeg, PictureFormat.JPEG, drawing);
            }
        }
        return jpeg(drawing.halved(), mostBytes);
    }

    private static CleanPhoto photo(byte[] bytes, PictureFormat format, Drawing drawing) {
        return new CleanPhoto(bytes, format.contentType(), drawing.width(), drawing.height());
    }

    private static UploadException tooManyPixels(long limit) {
        return UploadException.Refused.because(
                UploadProblem.UPLOAD_TOO_MANY_PIXELS, "limitPixels", limit, Math.max(1, limit / 1_000_000));
    }
}
