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

    /** A problem that needs no more words. */
    public static CommonProblemException of(CommonProblemCode problem) {
        return new CommonProblemException(problem, false);
    }

    /** What was asked for is not there, or not the caller's. */
    public static CommonProblemException notFound() {
        return of(CommonProblemCode.NOT_FOUND);
    }

    /** A part we need is away for about this long. */
    public static CommonProblemException serviceUnavailable(Duration retryAfter) {
        return of(CommonProblemCode.SERVICE_UNAVAILABLE, false, retryAfter);
    }

    /** A part we need is away for about this long; the cause is logged with the refusal and never sent. */
    public static CommonProblemException serviceUnavailable(Duration retryAfter, Throwable cause) {
        return serviceUnavailable(retryAfter).causedBy(cause);
    }

    /** A part we need failed before and is not asked for this long: SERVICE_UNAVAILABLE. */
    public static CommonProblemException circuitOpen(Duration retryAfter) {
        return of(CommonProblemCode.SERVICE_UNAVAILABLE, true, retryAfter);
    }

    /** There is no room for the request, probably until then. */
    public static CommonProblemException serviceOverloaded(Duration retryAfter) {
        return of(CommonProblemCode.SERVICE_OVERLOADED, true, retryAfter);
    }

    /** A part we need did not answer in time; the cause is logged with the refusal and never sent. */
    public static CommonProblemException serviceTimeout(Duration retryAfter, Throwable cause) {
        return of(CommonProblemCode.SERVICE_TIMEOUT, false, retryAfter).causedBy(cause);
    }

    /** The caller asks more, or more often, than is allowed. */
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
     * Whether the request was refused to protect a part that is overloaded or away. Under load there are thousands of
     * such refusals; whoever refuses counts them, and they are not logged one by one.
     */
    boolean isLoadShedding() {
        return loadShedding;
    }
}
