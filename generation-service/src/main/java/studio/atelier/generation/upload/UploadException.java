package studio.atelier.generation.upload;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.springframework.util.unit.DataSize;
import studio.atelier.platform.web.ProblemException;

/** An upload was refused, or is no longer there. */
public abstract sealed class UploadException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private UploadException(UploadProblem problem, Object... arguments) {
        super(problem, arguments);
    }

    /** The picture was refused; another one may be taken. */
    public static final class Refused extends UploadException {

        private static final long serialVersionUID = 1L;

        private Refused(UploadProblem problem, Map<String, Object> fields, Object... arguments) {
            super(problem, arguments);
            fields.forEach(this::field);
        }

        static Refused because(UploadProblem problem) {
            return new Refused(problem, Map.of());
        }

        static Refused tooLarge(DataSize limit) {
            return because(UploadProblem.UPLOAD_TOO_LARGE, "limitBytes", limit.toBytes(), limit.toMegabytes());
        }

        /** With a limit that was broken, told both in words and as a member. */
        static Refused because(UploadProblem problem, String limitName, long limit, Object... arguments) {
            return new Refused(problem, Map.of(limitName, limit), arguments);
        }
    }

    /** The user sends more at once than is taken in work; one of them will soon be done. */
    static final class TooManyAtOnce extends UploadException {

        private static final long serialVersionUID = 1L;
        private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

        TooManyAtOnce(int limit) {
            super(UploadProblem.UPLOAD_TOO_MANY_AT_ONCE, limit);
            field("limit", limit);
            retryAfter(RETRY_AFTER);
        }
    }

    /** The user's photos take all the room they may; some have to go first. */
    static final class StorageFull extends UploadException {

        private static final long serialVersionUID = 1L;

        StorageFull(long storedBytes, DataSize limit) {
            super(
                    UploadProblem.UPLOAD_STORAGE_FULL,
                    DataSize.ofBytes(storedBytes).toMegabytes(),
                    limit.toMegabytes());
            field("storedBytes", storedBytes);
            field("limitBytes", limit.toBytes());
        }
    }

    /** It was there when the user chose it and has expired since. */
    public static final class Gone extends UploadException {

        private static final long serialVersionUID = 1L;

        Gone(UUID uploadId) {
            super(UploadProblem.UPLOAD_GONE);
            field("uploadId", uploadId);
        }
    }

    /** A job that has not ended needs it; it can be deleted afterwards. */
    static final class InUse extends UploadException {

        private static final long serialVersionUID = 1L;

        InUse() {
            super(UploadProblem.UPLOAD_IN_USE);
        }
    }
}
