package studio.atelier.generation.job;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why a request about jobs is refused. */
enum JobProblemCode implements ProblemCode {
    INSUFFICIENT_FUNDS(HttpStatus.PAYMENT_REQUIRED),
    QUOTE_CHANGED(HttpStatus.CONFLICT),
    ACCOUNT_CLOSED(HttpStatus.FORBIDDEN),
    PAYMENT_FAILED(HttpStatus.SERVICE_UNAVAILABLE),
    TOO_MANY_JOBS(HttpStatus.TOO_MANY_REQUESTS),
    QUEUE_TOO_LONG(HttpStatus.SERVICE_UNAVAILABLE),
    JOB_NOT_FINISHED(HttpStatus.CONFLICT),
    JOB_NOT_RETRYABLE(HttpStatus.CONFLICT),
    CURSOR_INVALID(HttpStatus.BAD_REQUEST),
    STATUS_UNKNOWN(HttpStatus.BAD_REQUEST);

    private final HttpStatus status;

    JobProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
