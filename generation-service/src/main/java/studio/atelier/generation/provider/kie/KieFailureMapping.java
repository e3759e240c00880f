package studio.atelier.generation.provider.kie;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.util.retry.Retry;
import studio.atelier.generation.provider.ProviderException;
import tools.jackson.databind.JsonNode;

/** Maps kie.ai's failures to the ways to continue. */
final class KieFailureMapping {

    private static final int MAX_RETRIES = 2;

    private KieFailureMapping() {}

    /** A response with a code other than 200. */
    static ProviderException ofCode(int code) {
        String detail = "kie_" + code;
        return switch (code) {
            case 429, 455 -> new ProviderException.Busy(detail, null);
            case 401, 402, 403, 433, 505 -> new ProviderException.AccountTrouble(detail);
            case 400, 404, 405, 413, 415, 422 -> new ProviderException.Refused(detail);
            case 408, 501 -> new ProviderException.NotMade(detail, null);
            // A proxy got no answer; kie may have taken the request.
            case 504, 524 -> new ProviderException.Unanswered(detail, null);
            default -> new ProviderException.Broken(detail, null);
        };
    }

    /** A task that kie accepted and failed to finish. */
    static ProviderException ofTask(JsonNode data) {
        String code = data.path("failCode").asString("");
        String detail = "kie_fail_" + (code.isEmpty() ? "unknown" : code.replaceAll("[^A-Za-z0-9_-]", "_"));
        return switch (code) {
            case "400", "422" -> new ProviderException.Refused(detail);
            case "402", "433" -> new ProviderException.AccountTrouble(detail);
            default -> new ProviderException.NotMade(detail, null);
        };
    }

    /**
     * A call without a proper response: with a refused connection kie accepted nothing; after any other break it may
     * have.
     */
    static ProviderException ofCall(Throwable error) {
        if (error instanceof ProviderException known) {
            return known;
        }
        if (error instanceof WebClientRequestException call
                && (call.contains(ConnectException.class) || call.contains(UnknownHostException.class))) {
            return new ProviderException.Busy("kie_not_reachable", error);
        }
        if (error instanceof TimeoutException
                || error instanceof WebClientRequestException
                || error instanceof IOException) {
            return new ProviderException.Unanswered("kie_no_answer", error);
        }
        return new ProviderException.Broken("kie_" + error.getClass().getSimpleName(), error);
    }

    /** For calls that are safe to repeat. */
    static Retry retryTransientFailures() {
        return Retry.backoff(MAX_RETRIES, Duration.ofMillis(500))
                .jitter(0.5)
                .filter(e -> e instanceof ProviderException.Broken
                        || e instanceof ProviderException.Busy
                        || e instanceof ProviderException.Unanswered)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }
}
