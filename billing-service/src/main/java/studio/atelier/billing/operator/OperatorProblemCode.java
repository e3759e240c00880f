package studio.atelier.billing.operator;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** Why an operator's change of an account fails. */
enum OperatorProblemCode implements ProblemCode {
    NOT_ENOUGH_UNITS(HttpStatus.CONFLICT),
    ACCOUNT_CLOSED(HttpStatus.CONFLICT),
    USER_UNKNOWN(HttpStatus.NOT_FOUND);

    private final HttpStatus status;

    OperatorProblemCode(HttpStatus status) {
        this.status = status;
    }

    @Override
    public HttpStatus httpStatus() {
        return status;
    }
}
