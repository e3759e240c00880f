package studio.atelier.generation.operation;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why a request cannot be carried out as it stands. */
enum OperationProblemCode implements ProblemCode {
    UNKNOWN_OPERATION(HttpStatus.UNPROCESSABLE_CONTENT),
    UNKNOWN_CATEGORY(HttpStatus.UNPROCESSABLE_CONTENT),
    UNKNOWN_FUNDING(HttpStatus.UNPROCESSABLE_CONTENT),
    UPLOAD_NOT_FOUND(HttpStatus.NOT_FOUND),
    BATCH_MIXED_UNITS(HttpStatus.UNPROCESSABLE_CONTENT),
    /** {@code pointer} is the item's. */
    BATCH_ITEM_PAYMENT(HttpStatus.UNPROCESSABLE_CONTENT),
    CONTENT_NOT_ALLOWED(HttpStatus.UNPROCESSABLE_CONTENT);

    private final HttpStatus status;

    OperationProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
