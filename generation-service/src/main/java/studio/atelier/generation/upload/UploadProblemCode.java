package studio.atelier.generation.upload;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why an upload was refused, one code for each reason. */
public enum UploadProblemCode implements ProblemCode {
    UPLOAD_MISSING_FILE(HttpStatus.BAD_REQUEST),
    UPLOAD_TOO_MANY_FILES(HttpStatus.BAD_REQUEST),
    UPLOAD_EMPTY(HttpStatus.UNPROCESSABLE_CONTENT),
    UPLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
    UPLOAD_TYPE_NOT_ALLOWED(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    UPLOAD_TYPE_MISMATCH(HttpStatus.UNPROCESSABLE_CONTENT),
    UPLOAD_NOT_DECODABLE(HttpStatus.UNPROCESSABLE_CONTENT),
    UPLOAD_TOO_MANY_PIXELS(HttpStatus.UNPROCESSABLE_CONTENT),
    UPLOAD_TOO_SMALL(HttpStatus.UNPROCESSABLE_CONTENT),
    UPLOAD_ANIMATED(HttpStatus.UNPROCESSABLE_CONTENT),
    /** The bytes arrived too slowly. */
    UPLOAD_TOO_SLOW(HttpStatus.REQUEST_TIMEOUT),
    /** The user has too many unused photos for another one. */
    UPLOAD_TOO_MANY_UNUSED(HttpStatus.CONFLICT),
    /** The user has too many uploads in work for another one. */
    UPLOAD_TOO_MANY_AT_ONCE(HttpStatus.TOO_MANY_REQUESTS),
    /** The user's stored photos take all their room. */
    UPLOAD_STORAGE_FULL(HttpStatus.CONFLICT),
    /** A job that has not ended needs it. */
    UPLOAD_IN_USE(HttpStatus.CONFLICT),
    /** It expired between being chosen and being used. */
    UPLOAD_GONE(HttpStatus.CONFLICT);

    private final HttpStatus status;

    UploadProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
