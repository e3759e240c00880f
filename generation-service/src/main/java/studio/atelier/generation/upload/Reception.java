package studio.atelier.generation.upload;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.util.unit.DataSize;
import studio.atelier.generation.picture.PictureFormat;

/** What has come in of one multipart request so far. Its methods are called one after another. */
final class Reception {

    /** The name of the part that is the file. */
    static final String PART = "file";

    /** The parts beside the file may have this much together. */
    private static final long OTHER_PARTS_BYTES = 16 * 1024;

    private final Path place;
    private final long maxBytes;
    private @Nullable PictureFormat promised;
    private long fileBytes;
    private long otherBytes;

    Reception(Path place, UploadProperties properties) {
        this.place = place;
        this.maxBytes = properties.maxSize().toBytes();
    }

    Path place() {
        return place;
    }

    /** Counts a piece; fails at the first byte too many. */
    void count(PartEvent event) {
        int bytes = event.content().readableByteCount();
        boolean ofFile = event instanceof FilePartEvent file && file.name().equals(PART);
        if (ofFile) {
            fileBytes += bytes;
        } else {
            otherBytes += bytes;
        }
        if (fileBytes > maxBytes || otherBytes > OTHER_PARTS_BYTES) {
            DataBufferUtils.release(event.content());
            throw UploadException.Refused.because(
                    UploadProblem.UPLOAD_TOO_LARGE,
                    "limitBytes",
                    maxBytes,
                    DataSize.ofBytes(maxBytes).toMegabytes());
        }
    }

    /** A file begins: the only one, with a name and a type that promise the same. */
    void begin(FilePartEvent file) {
        if (promised != null) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_TOO_MANY_FILES);
        }
        promised = promisedBy(file);
    }

    /** The whole file. */
    ReceivedFile result() {
        PictureFormat format = promised;
        if (format == null) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_MISSING_FILE);
        }
        if (fileBytes == 0) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_EMPTY);
        }
        return new ReceivedFile(place, format, fileBytes);
    }

    private static PictureFormat promisedBy(FilePartEvent file) {
        MediaType declared = file.headers().getContentType();
        PictureFormat byType = declared == null ? null : PictureFormat.ofContentType(declared.toString());
        PictureFormat byName = PictureFormat.ofFileName(file.filename());
        if (byType == null && byName == null) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_TYPE_NOT_ALLOWED);
        }
        if (byType == null || byType != byName) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_TYPE_MISMATCH);
        }
        return byType;
    }
}
