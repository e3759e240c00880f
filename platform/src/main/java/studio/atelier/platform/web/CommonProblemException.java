package studio.atelier.platform.web;

import java.time.Duration;

/** One of the problems every service can have. */
public final class CommonProblemException extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final boolean loadShedding;

    private CommonProblemException(CommonProblemCode problem, boolean loadShedding) {
        super(problem);
        this.loadShedding = loadShedding;
    }

    /** A problem without arguments. */
    public static CommonProblemException of(CommonProblemCode problem) {
        return new CommonProblemException(problem, false);
    }

    /** The resource does not exist, or is not the caller's. */
    public static CommonProblemException notFound() {
        return of(CommonProblemCode.NOT_FOUND);
    }

    /** A dependency is unavailable for about this long. */
    public static CommonProblemException serviceUnavailable(Duration retryAfter) {
        return of(CommonProblemCode.SERVICE_UNAVAILABLE, false, retryAfter);
    }

    /** A dependency is unavailable for about this long; the cause is logged with the refusal and never sent. */
    public static CommonProblemException serviceUnavailable(Duration retryAfter, Throwable cause) {
        return serviceUnavailable(retryAfter).causedBy(cause);
    }

    /** A dependency failed before and is not called for this long: SERVICE_UNAVAILABLE. */
    public static CommonProblemException circuitOpen(Duration retryAfter) {
        return of(CommonProblemCode.SERVICE_UNAVAILABLE, true, retryAfter);
    }

    /** There is no capacity for the request, probably until then. */
    public static CommonProblemException serviceOverloaded(Duration retryAfter) {
        return of(CommonProblemCode.SERVICE_OVERLOADED, true, retryAfter);
    }

    /** A dependency did not answer in time; the cause is logged with the refusal and never sent. */
    public static CommonProblemException serviceTimeout(Duration retryAfter, Throwable cause) {
        return of(CommonProblemCode.SERVICE_TIMEOUT, false, retryAfter).causedBy(cause);
    }

    /** The caller requests more, or more often, than is allowed. */
    public static CommonProblemException tooManyRequests(Duration retryAfter) {
        return of(CommonProblemCode.TOO_MANY_REQUESTS, false, retryAfter);
    }

    private static CommonProblemException of(CommonProblemCode code, boolean loadShedding, Duration retryAfter) {
        CommonProblemException problem = new CommonProblemException(code, loadShedding);
        problem.retryAfter(retryAfter);
        return problem;
    }

    private CommonProblemException causedBy(Throwable cause) {
        initCause(cause);
        return this;
    }

    /**
     * Whether the request was refused to protect a dependency that is overloaded or unavailable. Under load there are
     * thousands of such refusals; the code that refuses counts them, and they are not logged one by one.
     */
    boolean isLoadShedding() {
        return loadShedding;
    }
}
