package studio.atelier.generation.upload;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why an upload was refused; one precise reason each. */
enum UploadProblemCode implements ProblemCode {
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
    /** The bytes came too slowly. */
    UPLOAD_TOO_SLOW(HttpStatus.REQUEST_TIMEOUT),
    /** So many photos wait unused that no more are taken. */
    UPLOAD_TOO_MANY_UNUSED(HttpStatus.CONFLICT),
    /** So many uploads of the user are in work that no more is let in. */
    UPLOAD_TOO_MANY_AT_ONCE(HttpStatus.TOO_MANY_REQUESTS),
    /** The stored photos take all the room a user has. */
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
