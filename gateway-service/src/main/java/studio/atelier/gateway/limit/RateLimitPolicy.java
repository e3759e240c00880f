package studio.atelier.gateway.limit;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Decides whether a request may pass. While Redis is unavailable, this instance alone counts reads and uploads; logins
 * and requests that spend are refused, because their limits need a shared count.
 */
@Component
class RateLimitPolicy {

    private final RateLimits shared;
    private final RateLimits local;
    private final RateLimitProperties properties;
    private final MeterRegistry meters;

    RateLimitPolicy(
            @Qualifier("redisRateLimits") RateLimits shared,
            LocalRateLimits local,
            RateLimitProperties properties,
            MeterRegistry meters) {
        this.shared = shared;
        this.local = local;
        this.properties = properties;
        this.meters = meters;
    }

    /**
     * Admits or refuses a request.
     *
     * @return completes if it may pass; fails with TOO_MANY_REQUESTS or SERVICE_UNAVAILABLE, both with Retry-After
     */
    Mono<Void> admitRequest(RequestRateClass requestClass, String key) {
        return countRequest(requestClass, key)
                .flatMap(wait -> wait.isZero() ? Mono.empty() : refuseRequest(requestClass, wait));
    }

    private Mono<Duration> countRequest(RequestRateClass requestClass, String key) {
        return requestClass.countScope() == RequestRateClass.RequestCountScope.LOCAL
                ? local.takeRequest(requestClass, key)
                : shared.takeRequest(requestClass, key)
                        .onErrorResume(
                                RateLimits.CountUnavailableException.class,
                                away -> withoutRedis(requestClass, key, away));
    }

    private Mono<Duration> withoutRedis(
            RequestRateClass requestClass, String key, RateLimits.CountUnavailableException away) {
        incrementCounter("atelier.gateway.limit.without.redis", requestClass);
        return requestClass.countScope() == RequestRateClass.RequestCountScope.SHARED
                ? Mono.error(CommonProblemException.serviceUnavailable(properties.redisPause(), away))
                : local.takeRequest(requestClass, key);
    }

    private Mono<Void> refuseRequest(RequestRateClass requestClass, Duration wait) {
        incrementCounter("atelier.gateway.limit.refused", requestClass);
        return Mono.error(CommonProblemException.tooManyRequests(wait));
    }

    private void incrementCounter(String name, RequestRateClass requestClass) {
        meters.counter(name, "class", requestClass.name()).increment();
    }
}
