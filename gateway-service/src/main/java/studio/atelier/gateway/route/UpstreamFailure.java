package studio.atelier.gateway.route;

import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import org.springframework.web.server.ResponseStatusException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.ProblemException;

/** Translates a failed call to a service into the client's problem. */
final class UpstreamFailure {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private UpstreamFailure() {}

    /** Whether the service failed; breakers ignore faulty requests and a lack of connections in the gateway. */
    static boolean isOfService(Throwable error) {
        return !isProblem(error) && !isWithoutConnection(error);
    }

    private static boolean isWithoutConnection(Throwable error) {
        return error instanceof PoolAcquireTimeoutException || error instanceof PoolAcquirePendingLimitException;
    }

    private static boolean isProblem(Throwable error) {
        return error instanceof ProblemException || error instanceof ResponseStatusException;
    }

    /** Returns the client's problem: SERVICE_TIMEOUT for a slow service, SERVICE_UNAVAILABLE for an unreachable one. */
    static Throwable toProblem(Throwable error) {
        if (isProblem(error)) {
            return error;
        }
        return switch (error) {
            case LateAnswerException late -> CommonProblemException.serviceTimeout(RETRY_AFTER, late);
            case ReadTimeoutException late -> CommonProblemException.serviceTimeout(RETRY_AFTER, late);
            default -> CommonProblemException.serviceUnavailable(RETRY_AFTER, error);
        };
    }

    /** The service had the whole request and did not begin its answer in time. */
    static final class LateAnswerException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LateAnswerException(String service) {
            super(service + " did not begin its answer in time", null, false, false);
        }
    }
}
