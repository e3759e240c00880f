package studio.atelier.generation.upload;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.util.unit.DataSize;
import studio.atelier.platform.web.ProblemException;

/** An upload was refused, or no longer exists. */
public abstract sealed class UploadException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private UploadException(UploadProblemCode problem, Object... arguments) {
        super(problem, arguments);
    }

    /** The photo was refused; another one may be accepted. */
    public static final class UploadRefusedException extends UploadException {

        private static final long serialVersionUID = 1L;

        private UploadRefusedException(UploadProblemCode problem, Map<String, Object> fields, Object... arguments) {
            super(problem, arguments);
            fields.forEach(this::addField);
        }

        public static UploadRefusedException becauseOf(UploadProblemCode problem) {
            return new UploadRefusedException(problem, Map.of());
        }

        public static UploadRefusedException tooLarge(DataSize limit) {
            return becauseOf(UploadProblemCode.UPLOAD_TOO_LARGE, "limitBytes", limit.toBytes(), limit.toMegabytes());
        }

        /** Names the limit that was exceeded, in the text and as a member. */
        public static UploadRefusedException becauseOf(
                UploadProblemCode problem, String limitName, long limit, Object... arguments) {
            return new UploadRefusedException(problem, Map.of(limitName, limit), arguments);
        }
    }

    /** The user has too many uploads in work; retry when one has ended. */
    public static final class TooManyUploadsException extends UploadException {

        private static final long serialVersionUID = 1L;
        private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

        public TooManyUploadsException(int limit) {
            super(UploadProblemCode.UPLOAD_TOO_MANY_AT_ONCE, limit);
            addField("limit", limit);
            retryAfter(RETRY_AFTER);
        }
    }

    /** The user's stored photos take all their room; some must be deleted first. */
    public static final class UploadStorageFullException extends UploadException {

        private static final long serialVersionUID = 1L;

        public UploadStorageFullException(long storedBytes, DataSize limit) {
            super(
                    UploadProblemCode.UPLOAD_STORAGE_FULL,
                    DataSize.ofBytes(storedBytes).toMegabytes(),
                    limit.toMegabytes());
            addField("storedBytes", storedBytes);
            addField("limitBytes", limit.toBytes());
        }
    }

    /** The upload existed when the user chose it and has expired since. */
    public static final class UploadGoneException extends UploadException {

        private static final long serialVersionUID = 1L;

        public UploadGoneException(UUID uploadId) {
            super(UploadProblemCode.UPLOAD_GONE);
            addField("uploadId", uploadId);
        }
    }

    /** A job that has not ended needs the upload; it can be deleted afterwards. */
    public static final class UploadInUseException extends UploadException {

        private static final long serialVersionUID = 1L;

        UploadInUseException() {
            super(UploadProblemCode.UPLOAD_IN_USE);
        }
    }
}
