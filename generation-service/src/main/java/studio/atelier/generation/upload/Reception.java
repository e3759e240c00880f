package studio.atelier.generation.upload;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePartEvent;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.SynchronousSink;
import studio.atelier.generation.picture.PictureFormat;

/**
 * What has come in of one multipart request so far. A refusal is remembered and told at the end, since a sender who is
 * still sending does not listen; only one who sends far too much is cut off. Not for several threads at once.
 */
final class Reception {

    private static final String PART = "file";

    /** How far past the limit we listen on, as a multiple of it. */
    private static final int PATIENCE = 2;

    private final long maxBytes;
    private @Nullable PictureFormat promised;
    private UploadException.@Nullable Refused refusal;
    private boolean betweenParts = true;
    private boolean inFile;
    private long fileBytes;
    private long allBytes;

    Reception(UploadProperties properties) {
        this.maxBytes = properties.maxSize().toBytes();
    }

    /** Takes a piece, which is the receiver's to release, and passes a copy on if it belongs to the file. */
    void take(PartEvent event, SynchronousSink<DataBuffer> file) {
        byte[] content = contentOf(event);
        allBytes += content.length;
        if (allBytes > PATIENCE * maxBytes) {
            file.error(tooLarge());
            return;
        }
        if (betweenParts) {
            begin(event);
        }
        betweenParts = event.isLast();
        if (inFile) {
            takeContent(content, file);
        }
    }

    /** The whole file, which now lies in this place; fails with the refusal, if there is one. */
    ReceivedFile result(Path place) {
        if (refusal != null) {
            throw refusal;
        }
        if (promised == null) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_MISSING_FILE);
        }
        if (fileBytes == 0) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_EMPTY);
        }
        return new ReceivedFile(place, promised, fileBytes);
    }

    private void begin(PartEvent event) {
        inFile = event instanceof FilePartEvent && event.name().equals(PART);
        if (inFile && promised != null) {
            refuse(UploadException.Refused.because(UploadProblem.UPLOAD_TOO_MANY_FILES));
        } else if (inFile) {
            readPromise((FilePartEvent) event);
        }
    }

    private void takeContent(byte[] content, SynchronousSink<DataBuffer> file) {
        fileBytes += content.length;
        if (fileBytes > maxBytes) {
            refuse(tooLarge());
        }
        if (refusal == null && content.length > 0) {
            file.next(DefaultDataBufferFactory.sharedInstance.wrap(content));
        }
    }

    /** The name and the declared type must promise the same. */
    private void readPromise(FilePartEvent file) {
        MediaType declared = file.headers().getContentType();
        PictureFormat byType = declared == null ? null : PictureFormat.ofContentType(declared.toString());
        PictureFormat byName = PictureFormat.ofFileName(file.filename());
        promised = byType;
        if (byType == null && byName == null) {
            refuse(UploadException.Refused.because(UploadProblem.UPLOAD_TYPE_NOT_ALLOWED));
        } else if (byType != byName) {
            refuse(UploadException.Refused.because(UploadProblem.UPLOAD_TYPE_MISMATCH));
        }
    }

    private void refuse(UploadException.Refused reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    private UploadException.Refused tooLarge() {
        return UploadException.Refused.because(
                UploadProblem.UPLOAD_TOO_LARGE,
                "limitBytes",
                maxBytes,
                DataSize.ofBytes(maxBytes).toMegabytes());
    }

    /** A copy: nobody downstream has to release it, whichever way the request ends. */
    private static byte[] contentOf(PartEvent event) {
        DataBuffer buffer = event.content();
        byte[] content = new byte[buffer.readableByteCount()];
        buffer.read(content);
        DataBufferUtils.release(buffer);
        return content;
    }
}
