package studio.atelier.generation.upload;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.util.unit.DataSize;
import studio.atelier.generation.objectstore.TemporaryFile;
import studio.atelier.generation.picture.PictureFormat;
import studio.atelier.generation.picture.Sha256;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Reads the one file out of a multipart request, piece by piece. A refusal is reported when the body has ended, because
 * most clients do not read a response while they are still sending; only a body over twice the limit is cut off. Not
 * for several threads at once; blocks while it writes.
 */
final class MultipartUploadReader implements FormParser.Listener {

    private static final String PART = "file";

    /** The longest body that is read to its end, as a multiple of the limit. */
    static final int MAX_BODY_FACTOR = 2;

    private static final Pattern EXTENDED_NAME =
            Pattern.compile(";\\s*filename\\*\\s*=[^;]*", Pattern.CASE_INSENSITIVE);

    /** Enough to tell every format by. */
    private static final int START_BYTES = 32;

    private final FormParser parser;
    private final TemporaryFile file;
    private final UploadsInWork.Permit permit;
    private final long maxBytes;
    private final MessageDigest digest = Sha256.newDigest();
    private final byte[] start = new byte[START_BYTES];
    private UploadException.@Nullable Refused refusal;
    private List<PictureClaim> claims = List.of();
    private boolean found;
    private boolean inFile;
    private long fileBytes;
    private long allBytes;

    MultipartUploadReader(
            String boundary, TemporaryFile file, UploadsInWork.Permit permit, UploadProperties properties) {
        this.parser = new FormParser(boundary, this);
        this.file = file;
        this.permit = permit;
        this.maxBytes = properties.maxSize().toBytes();
    }

    /** Reads the next piece of the body. */
    void read(byte[] piece) {
        allBytes += piece.length;
        if (allBytes > MAX_BODY_FACTOR * maxBytes) {
            throw UploadException.Refused.tooLarge(DataSize.ofBytes(maxBytes));
        }
        parser.parse(piece);
    }

    /** Ends the body; fails with the refusal, if there is one. */
    ReceivedFile finish() {
        if (!parser.isComplete()) {
            throw CommonProblemException.of(CommonProblem.MALFORMED_REQUEST);
        }
        if (refusal != null) {
            throw refusal;
        }
        if (!found) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_MISSING_FILE);
        }
        if (fileBytes == 0) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_EMPTY);
        }
        return new ReceivedFile(
                file.path(), expectedFormat(), fileBytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** Where neither name nor type declares a format, the content decides. */
    private PictureFormat expectedFormat() {
        PictureFormat declared = claims.isEmpty()
                ? PictureFormat.ofMagic(Arrays.copyOf(start, (int) Math.min(fileBytes, START_BYTES)))
                : claims.getFirst().format();
        if (declared == null) {
            throw UploadException.Refused.because(UploadProblem.UPLOAD_TYPE_NOT_ALLOWED);
        }
        return declared;
    }

    @Override
    public void beginPart(Map<String, String> headers) {
        ContentDisposition disposition = parseDisposition(headers.getOrDefault("content-disposition", ""));
        inFile = PART.equals(disposition.getName());
        if (inFile) {
            beginFile(headers.get("content-type"), disposition.getFilename());
        }
    }

    private void beginFile(@Nullable String contentType, @Nullable String fileName) {
        if (found) {
            rememberRefusal(UploadException.Refused.because(UploadProblem.UPLOAD_TOO_MANY_FILES));
            return;
        }
        found = true;
        claims = Stream.of(PictureClaim.ofContentType(contentType), PictureClaim.ofFileName(fileName))
                .flatMap(List::stream)
                .distinct()
                .toList();
        if (claims.size() > 1) {
            rememberRefusal(UploadException.Refused.because(UploadProblem.UPLOAD_TYPE_MISMATCH));
        }
    }

    @Override
    public void addContent(byte[] bytes, int from, int length) {
        if (!inFile) {
            return;
        }
        int known = (int) Math.min(fileBytes, START_BYTES);
        System.arraycopy(bytes, from, start, known, Math.min(length, START_BYTES - known));
        fileBytes += length;
        if (fileBytes > maxBytes) {
            rememberRefusal(UploadException.Refused.tooLarge(DataSize.ofBytes(maxBytes)));
        }
        if (refusal == null) {
            permit.addReceived(length);
            digest.update(bytes, from, length);
            file.write(bytes, from, length);
        }
    }

    private void rememberRefusal(UploadException.Refused reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    /** Without the {@code filename*} that RFC 7578 forbids in forms, and whose character sets nobody has to know. */
    private static ContentDisposition parseDisposition(String header) {
        try {
            return ContentDisposition.parse(EXTENDED_NAME.matcher(header).replaceAll(""));
        } catch (IllegalArgumentException e) {
            return ContentDisposition.empty(); // of a part without a name
        }
    }
}
