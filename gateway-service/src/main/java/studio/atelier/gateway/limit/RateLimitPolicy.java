package studio.atelier.gateway.limit;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Decides whether a request may pass. While Redis is away, reads and uploads are counted by this instance alone, and
 * logging in and spending are refused: a shared count is what keeps those honest.
 */
@Component
class RateLimitPolicy {

    private final RateLimits shared;
    private final RateLimits local;
    private final LimitProperties properties;
    private final MeterRegistry meters;

    RateLimitPolicy(
            @Qualifier("redisRateLimits") RateLimits shared,
            LocalRateLimits local,
            LimitProperties properties,
            MeterRegistry meters) {
        this.shared = shared;
        this.local = local;
        this.properties = properties;
        this.meters = meters;
    }

    /**
     * Lets a request pass or not.
     *
     * @return completes if it may pass; fails with TOO_MANY_REQUESTS or SERVICE_UNAVAILABLE, both with Retry-After
     */
    Mono<Void> admit(RequestClass requestClass, String key) {
        return count(requestClass, key).flatMap(wait -> wait.isZero() ? Mono.empty() : refuse(requestClass, wait));
    }

    private Mono<Duration> count(RequestClass requestClass, String key) {
        return requestClass.count() == RequestClass.Count.LOCAL
                ? local.take(requestClass, key)
                : shared.take(requestClass, key)
                        .onErrorResume(
                                RateLimits.CountUnavailableException.class,
                                away -> withoutRedis(requestClass, key, away));
    }

    private Mono<Duration> withoutRedis(
            RequestClass requestClass, String key, RateLimits.CountUnavailableException away) {
        increment("atelier.gateway.limit.without.redis", requestClass);
        return requestClass.count() == RequestClass.Count.SHARED
                ? Mono.error(CommonProblemException.unavailable(properties.redisPause(), away))
                : local.take(requestClass, key);
    }

    private Mono<Void> refuse(RequestClass requestClass, Duration wait) {
        increment("atelier.gateway.limit.refused", requestClass);
        return Mono.error(CommonProblemException.tooManyRequests(wait));
    }

    private void increment(String name, RequestClass requestClass) {
        meters.counter(name, "class", requestClass.name()).increment();
    }
}
