package studio.atelier.gateway.limit;

import java.time.Duration;
import studio.atelier.platform.web.CommonProblem;
import studio.atelier.platform.web.ProblemException;

/** The caller asked more often than is allowed. */
final class TooManyRequestsException extends ProblemException {

    private static final long serialVersionUID = 1L;

    TooManyRequestsException(Duration wait) {
        super(CommonProblem.TOO_MANY_REQUESTS);
        retryAfter(wait);
    }
}
