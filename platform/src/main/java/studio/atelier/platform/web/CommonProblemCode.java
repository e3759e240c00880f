package studio.atelier.platform.web;

import org.springframework.http.HttpStatus;

/** The problems every service can have. */
public enum CommonProblemCode implements ProblemCode {
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST),
    /** Some members are wrong; {@code errors} lists {@code {field, message}}. */
    VALIDATION_FAILED(HttpStatus.BAD_REQUEST),
    UNAUTHENTICATED(HttpStatus.UNAUTHORIZED),
    FORBIDDEN(HttpStatus.FORBIDDEN),
    /** Not there, or not yours: the two are not told apart. */
    NOT_FOUND(HttpStatus.NOT_FOUND),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    /** The body did not arrive in time. */
    REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE),
    URI_TOO_LONG(HttpStatus.URI_TOO_LONG),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    IDEMPOTENCY_KEY_REQUIRED(HttpStatus.BAD_REQUEST),
    IDEMPOTENCY_KEY_INVALID(HttpStatus.BAD_REQUEST),
    /** The key was used with another body. */
    IDEMPOTENCY_KEY_REUSED(HttpStatus.UNPROCESSABLE_CONTENT),
    /** The first request with this key is still running. */
    IDEMPOTENCY_IN_PROGRESS(HttpStatus.CONFLICT),
    TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS),
    /** A part we need is away; trying again later helps. */
    SERVICE_UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE),
    /** As much as we can do at once is being done; this was not begun, and trying again in a moment helps. */
    SERVICE_OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE),
    /** A part we need did not answer in time; whether it did what was asked is not known. */
    SERVICE_TIMEOUT(HttpStatus.GATEWAY_TIMEOUT),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR);

    private final HttpStatus status;

    CommonProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
