package studio.atelier.generation.upload.receive;

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
import studio.atelier.generation.objectstore.TemporaryRequestFile;
import studio.atelier.generation.picture.PictureFileFormat;
import studio.atelier.generation.upload.UploadException;
import studio.atelier.generation.upload.UploadProblemCode;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.platform.crypto.Sha256Hash;
import studio.atelier.platform.web.CommonProblemCode;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Reads the one file of a multipart request, piece by piece. A refusal is reported when the body has ended, because
 * most clients do not read a response while they are still sending; only a body over twice the limit is cut off. Not
 * thread-safe; blocks while it writes.
 */
final class MultipartUploadReader implements MultipartFormParser.FormPartListener {

    private static final String PART = "file";

    /** The longest body that is read to its end, as a multiple of the limit. */
    static final int MAX_BODY_FACTOR = 2;

    private static final Pattern EXTENDED_NAME =
            Pattern.compile(";\\s*filename\\*\\s*=[^;]*", Pattern.CASE_INSENSITIVE);

    /** Enough to recognize every format. */
    private static final int START_BYTES = 32;

    private final MultipartFormParser parser;
    private final TemporaryRequestFile file;
    private final ConcurrentUploadLimit.UploadInProgress inProgress;
    private final long maxBytes;
    private final MessageDigest digest = Sha256Hash.newDigest();
    private final byte[] start = new byte[START_BYTES];
    private UploadException.@Nullable UploadRefusedException refusal;
    private List<PictureFormatClaim> claims = List.of();
    private boolean found;
    private boolean inFile;
    private long fileBytes;
    private long allBytes;

    MultipartUploadReader(
            String boundary,
            TemporaryRequestFile file,
            ConcurrentUploadLimit.UploadInProgress inProgress,
            UploadProperties properties) {
        this.parser = new MultipartFormParser(boundary, this);
        this.file = file;
        this.inProgress = inProgress;
        this.maxBytes = properties.maxSize().toBytes();
    }

    /** Reads the next piece of the body. */
    void readPiece(byte[] piece) {
        allBytes += piece.length;
        if (allBytes > MAX_BODY_FACTOR * maxBytes) {
            throw UploadException.UploadRefusedException.tooLarge(DataSize.ofBytes(maxBytes));
        }
        parser.parsePiece(piece);
    }

    /** Ends the body; fails with the refusal, if there is one. */
    ReceivedUploadFile finishFile() {
        if (!parser.isComplete()) {
            throw CommonProblemException.of(CommonProblemCode.MALFORMED_REQUEST);
        }
        if (refusal != null) {
            throw refusal;
        }
        if (!found) {
            throw UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_MISSING_FILE);
        }
        if (fileBytes == 0) {
            throw UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_EMPTY);
        }
        return new ReceivedUploadFile(
                file.path(), expectedFormat(), fileBytes, HexFormat.of().formatHex(digest.digest()));
    }

    /** If neither name nor type declares a format, the content decides. */
    private PictureFileFormat expectedFormat() {
        PictureFileFormat declared = claims.isEmpty()
                ? PictureFileFormat.ofMagic(Arrays.copyOf(start, (int) Math.min(fileBytes, START_BYTES)))
                : claims.getFirst().format();
        if (declared == null) {
            throw UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_TYPE_NOT_ALLOWED);
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
            rememberRefusal(UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_TOO_MANY_FILES));
            return;
        }
        found = true;
        claims = Stream.of(PictureFormatClaim.ofContentType(contentType), PictureFormatClaim.ofFileName(fileName))
                .flatMap(List::stream)
                .distinct()
                .toList();
        if (claims.size() > 1) {
            rememberRefusal(UploadException.UploadRefusedException.becauseOf(UploadProblemCode.UPLOAD_TYPE_MISMATCH));
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
            rememberRefusal(UploadException.UploadRefusedException.tooLarge(DataSize.ofBytes(maxBytes)));
        }
        if (refusal == null) {
            inProgress.addReceived(length);
            digest.update(bytes, from, length);
            file.writeBytes(bytes, from, length);
        }
    }

    private void rememberRefusal(UploadException.UploadRefusedException reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    /**
     * Ignores {@code filename*}, which RFC 7578 forbids in forms, so that no other character sets need to be decoded.
     */
    private static ContentDisposition parseDisposition(String header) {
        try {
            return ContentDisposition.parse(EXTENDED_NAME.matcher(header).replaceAll(""));
        } catch (IllegalArgumentException e) {
            return ContentDisposition.empty(); // of a part without a name
        }
    }
}
