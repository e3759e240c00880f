package studio.atelier.gateway.route;

import io.netty.handler.timeout.ReadTimeoutException;
import java.time.Duration;
import org.springframework.web.server.ResponseStatusException;
import studio.atelier.platform.web.CommonProblemException;
import studio.atelier.platform.web.ProblemException;

/** Tells what it means for the client that a service did not answer. */
final class UpstreamFailure {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private UpstreamFailure() {}

    /** Whether the request itself was at fault, for instance its body too large: no breaker may count that. */
    static boolean isOfClient(Throwable error) {
        return error instanceof ProblemException || error instanceof ResponseStatusException;
    }

    /** What the client is told: SERVICE_TIMEOUT for a slow service, SERVICE_UNAVAILABLE for one that is not there. */
    static Throwable toProblem(Throwable error) {
        if (isOfClient(error)) {
            return error;
        }
        ProblemException problem = switch (error) {
            case LateAnswerException ignored -> CommonProblemException.serviceTimeout(RETRY_AFTER);
            case ReadTimeoutException ignored -> CommonProblemException.serviceTimeout(RETRY_AFTER);
            default -> CommonProblemException.unavailable(RETRY_AFTER);
        };
        problem.initCause(error);
        return problem;
    }

    /** The service had the whole request and did not begin its answer in time. */
    static final class LateAnswerException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        LateAnswerException(String service) {
            super(service + " did not begin its answer in time", null, false, false);
        }
    }
}
