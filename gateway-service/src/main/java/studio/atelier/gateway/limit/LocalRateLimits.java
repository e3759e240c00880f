package studio.atelier.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts in this process only, while Redis is unavailable. */
@Component
class LocalRateLimits implements RateLimits {

    private static final int MAX_BUCKETS = 100_000;

    private final RateLimitProperties properties;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    LocalRateLimits(RateLimitProperties properties) {
        this.properties = properties;
    }

    @Override
    public Mono<Duration> takeRequest(RequestRateClass requestClass, String key) {
        return Mono.fromSupplier(() -> {
            Bucket bucket = buckets.get(requestClass + ":" + key, ignored -> newBucket(requestClass));
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
        });
    }

    private Bucket newBucket(RequestRateClass requestClass) {
        return Bucket.builder()
                .addLimit(toBandwidth(properties.rateOf(requestClass)))
                .build();
    }

    static Bandwidth toBandwidth(RateLimitProperties.RequestRate rate) {
        return Bandwidth.builder()
                .capacity(rate.requests())
                .refillGreedy(rate.requests(), rate.period())
                .build();
    }
}
