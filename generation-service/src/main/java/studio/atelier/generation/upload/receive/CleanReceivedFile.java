package studio.atelier.generation.upload.receive;

import java.io.IOException;
import java.nio.file.Files;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.picture.DecodedPicture;
import studio.atelier.generation.picture.PictureException;
import studio.atelier.generation.picture.PictureFileFormat;
import studio.atelier.generation.picture.PictureFileHeader;
import studio.atelier.generation.picture.PictureFileReader;
import studio.atelier.generation.picture.capacity.DecodingCapacity;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProblemCode;
import studio.atelier.generation.upload.UploadProperties;

/** Checks a received file step by step, and encodes a clean photo from it. */
@Component
class CleanReceivedFile {

    /**
     * The stored photo may be this many times as large as the received file, or {@link #ALWAYS_TAKEN_BYTES} at least.
     */
    private static final int MOST_GROWTH = 3;

    private static final int ALWAYS_TAKEN_BYTES = 1024 * 1024;

    /** JPEG quality where the usual one gives a file that is too large; the one phones use to save space. */
    private static final float ENOUGH_QUALITY = 0.75f;

    private final PictureFileReader pictures;
    private final DecodingCapacity budget;
    private final UploadProperties properties;

    CleanReceivedFile(PictureFileReader pictures, DecodingCapacity budget, UploadProperties properties) {
        this.pictures = pictures;
        this.budget = budget;
        this.properties = properties;
    }

    /**
     * Checks type, structure and size before decoding, then decodes the whole file.
     *
     * @return fails with {@link UploadException.UploadRefusedException}, or with 503 if the owner's turn to decode does
     *     not come in time
     */
    Mono<CleanUploadPhoto> handle(UserId owner, ReceivedUploadFile file) {
        return budget.runWithin(owner, file.sizeBytes(), () -> inspectFile(file))
                .flatMap(header -> decodeFile(owner, file, header))
                .onErrorMap(
                        PictureException.class,
                        e -> UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_NOT_DECODABLE));
    }

    private PictureFileHeader inspectFile(ReceivedUploadFile file) throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        PictureFileFormat proved = PictureFileFormat.ofMagic(bytes);
        if (proved != file.promised()) {
            throw UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_TYPE_MISMATCH);
        }
        PictureFileHeader header = pictures.inspectFile(bytes);
        refuseOutsideLimits(header);
        return header;
    }

    private void refuseOutsideLimits(PictureFileHeader header) {
        if (header.pixelCount() > properties.maxPixels()) {
            throw tooManyPixels(properties.maxPixels());
        }
        if (header.animated()) {
            throw UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_ANIMATED);
        }
        if (Math.min(header.width(), header.height()) < properties.minSide()) {
            throw UploadException.UploadRefusedException.becauseOf(
                    UploadProblemCode.UPLOAD_TOO_SMALL, "limitSide", properties.minSide(), properties.minSide());
        }
    }

    private Mono<CleanUploadPhoto> decodeFile(UserId owner, ReceivedUploadFile file, PictureFileHeader header) {
        int every = budget.coarsenessFor(header);
        return every == 0
                ? Mono.error(tooManyPixels(Math.min(properties.maxPixels(), budget.pixelsThatFit(header))))
                : budget.runWithin(owner, header.memoryBytes(every), () -> writeAnew(file, header, every));
    }

    private CleanUploadPhoto writeAnew(ReceivedUploadFile file, PictureFileHeader header, int every)
            throws IOException {
        byte[] bytes = Files.readAllBytes(file.path());
        DecodedPicture drawing = DecodedPicture.uprightOf(pictures.decodeFile(bytes, every), header.orientation());
        return encodePhoto(drawing, header.format(), Math.max(ALWAYS_TAKEN_BYTES, MOST_GROWTH * file.sizeBytes()));
    }

    /**
     * Encodes a photo in at most this many bytes. A PNG is probably a drawing and stays a PNG if it can; a JPEG never
     * is; WebP can be either, and cannot be written here.
     */
    CleanUploadPhoto encodePhoto(DecodedPicture drawing, PictureFileFormat source, long mostBytes) {
        byte[] png = source == PictureFileFormat.PNG || !drawing.isOpaque() ? drawing.pngUpTo(mostBytes) : null;
        if (png != null) {
            return toPhoto(png, PictureFileFormat.PNG, drawing);
        }
        return drawing.isOpaque()
                ? encodeJpeg(drawing, mostBytes)
                : encodePhoto(drawing.halveSize(), source, mostBytes); // only PNG keeps transparency
    }

    /** Reduces quality first, then pixels. */
    private CleanUploadPhoto encodeJpeg(DecodedPicture drawing, long mostBytes) {
        for (float quality : new float[] {properties.jpegQuality(), ENOUGH_QUALITY}) {
            byte[] jpeg = drawing.jpegUpTo(mostBytes, quality);
            if (jpeg != null) {
                return toPhoto(jpeg, PictureFileFormat.JPEG, drawing);
            }
        }
        return encodeJpeg(drawing.halveSize(), mostBytes);
    }

    private static CleanUploadPhoto toPhoto(byte[] bytes, PictureFileFormat format, DecodedPicture drawing) {
        return new CleanUploadPhoto(bytes, format.contentType(), drawing.width(), drawing.height());
    }

    private static UploadException tooManyPixels(long limit) {
        return UploadException.UploadRefusedException.becauseOf(
                UploadProblemCode.UPLOAD_TOO_MANY_PIXELS, "limitPixels", limit, Math.max(1, limit / 1_000_000));
    }
}
