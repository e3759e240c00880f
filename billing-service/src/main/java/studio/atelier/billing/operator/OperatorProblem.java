package studio.atelier.billing.operator;

import org.springframework.http.HttpStatus;
import studio.atelier.platform.web.ProblemCode;

/** What an operator's change of an account can fail by. */
enum OperatorProblem implements ProblemCode {
    NOT_ENOUGH_UNITS,
    ACCOUNT_CLOSED;

    @Override
    public HttpStatus status() {
        return HttpStatus.CONFLICT;
    }
}
