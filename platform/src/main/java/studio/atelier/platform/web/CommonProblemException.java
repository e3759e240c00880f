package studio.atelier.platform.web;

import java.time.Duration;

/** One of the problems every service can have. */
public final class CommonProblemException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private CommonProblemException(CommonProblem problem, Object... arguments) {
        super(problem, arguments);
    }

    /** A problem that needs no more words. */
    public static CommonProblemException of(CommonProblem problem) {
        return new CommonProblemException(problem);
    }

    /** What was asked for is not there, or not the caller's. */
    public static CommonProblemException notFound() {
        return of(CommonProblem.NOT_FOUND);
    }

    /** A part we need is away for about this long. */
    public static CommonProblemException unavailable(Duration retryAfter) {
        return of(CommonProblem.SERVICE_UNAVAILABLE, retryAfter);
    }

    /** There is no room for the request, probably until then. */
    public static CommonProblemException overloaded(Duration retryAfter) {
        return of(CommonProblem.SERVICE_OVERLOADED, retryAfter);
    }

    /** A part we need did not answer in time. */
    public static CommonProblemException serviceTimeout(Duration retryAfter) {
        return of(CommonProblem.SERVICE_TIMEOUT, retryAfter);
    }

    /** The caller asks more, or more often, than is allowed. */
    public static CommonProblemException tooManyRequests(Duration retryAfter) {
        return of(CommonProblem.TOO_MANY_REQUESTS, retryAfter);
    }

    private static CommonProblemException of(CommonProblem code, Duration retryAfter) {
        CommonProblemException problem = of(code);
        problem.retryAfter(retryAfter);
        return problem;
    }

    /** A part we need is away for about this long; the cause is logged with the refusal and never sent. */
    public static CommonProblemException unavailable(Duration retryAfter, Throwable cause) {
        CommonProblemException problem = unavailable(retryAfter);
        problem.initCause(cause);
        return problem;
    }
}
