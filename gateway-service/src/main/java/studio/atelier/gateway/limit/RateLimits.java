package studio.atelier.gateway.limit;

import java.time.Duration;
import reactor.core.publisher.Mono;

/** Counts requests. */
interface RateLimits {

    /**
     * Takes one request from a bucket.
     *
     * @param key whose bucket: a user or an address
     * @return how long to wait before the next attempt, zero if this one may pass; fails with
     *     {@link CountUnavailableException} if the shared count is unavailable
     */
    Mono<Duration> takeRequest(RequestRateClass requestClass, String key);

    /** The shared count is unavailable. */
    final class CountUnavailableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CountUnavailableException(Throwable cause) {
            super("Redis does not count requests: " + cause, cause);
        }
    }
}
