package studio.atelier.generation.job;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.redis.RedisBreaker;
import studio.atelier.platform.redis.RedisProperties;
import tools.jackson.databind.json.JsonMapper;

/**
 * Copies of job statuses in Redis, for clients that poll. A copy carries the job's version, and an older version never
 * overwrites a newer one. Writing a copy may fail, so the copy of an unfinished job lives for seconds only, and an old
 * status is not shown for longer. PostgreSQL is read if there is no copy or Redis is unavailable.
 */
@Component
public class RedisJobStatusCache implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RedisJobStatusCache.class);

    private static final RedisScript<Long> KEEP_NEWER = RedisScript.of("""
            local old = redis.call('hget', KEYS[1], 'version')
            if old and tonumber(old) > tonumber(ARGV[1]) then return 0 end
            redis.call('hset', KEYS[1], 'version', ARGV[1], 'status', ARGV[2])
            redis.call('pexpire', KEYS[1], ARGV[3])
            return 1
            """, Long.class);

    /** Leaves a mark newer than any version, for as long as the write of a copy may be in flight. */
    private static final RedisScript<Long> FORGET = RedisScript.of("""
            for i = 1, #KEYS do
                redis.call('hset', KEYS[i], 'version', '9007199254740991')
                redis.call('hdel', KEYS[i], 'status')
                redis.call('pexpire', KEYS[i], ARGV[1])
            end
            return #KEYS
            """, Long.class);

    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Duration WHILE_UNDER_WAY = Duration.ofSeconds(5);

    private final CircuitBreaker breaker = RedisBreaker.create("job-status-redis");
    private final Disposable.Composite inFlight = Disposables.composite();
    private final ReactiveStringRedisTemplate redis;
    private final JsonMapper json;
    private final JobProperties properties;
    private final Clock clock;
    private final String prefix;

    RedisJobStatusCache(
            ReactiveStringRedisTemplate redis,
            JsonMapper json,
            JobProperties properties,
            Clock clock,
            RedisProperties redisProperties) {
        this.redis = redis;
        this.json = json;
        this.properties = properties;
        this.clock = clock;
        this.prefix = redisProperties.prefixName("job:");
    }

    /** Starts to write a copy and does not wait for it; a failure is only logged. */
    public Mono<Void> cacheStatus(Job job, @Nullable Integer queuePosition) {
        return fireAndForget(Mono.defer(() -> guardCall(writeStatus(job, queuePosition)))
                .onErrorResume(e -> logFailure("Could not cache the status of job " + job.id(), e)));
    }

    private Mono<Void> writeStatus(Job job, @Nullable Integer queuePosition) {
        JobStatusResponse status = JobStatusResponse.from(job, queuePosition, clock.instant());
        Duration life = job.status().isTerminal() ? properties.statusTtl() : WHILE_UNDER_WAY;
        return redis.execute(
                        KEEP_NEWER,
                        List.of(prefix + job.id()),
                        List.of(
                                Long.toString(job.version()),
                                json.writeValueAsString(new CachedJobStatus(job.user(), status)),
                                Long.toString(life.toMillis())))
                .then();
    }

    /**
     * Starts to remove the copies of jobs that are no longer visible, and does not wait for it. Best effort: if Redis
     * is unavailable, a copy stays until it expires.
     */
    public Mono<Void> evictStatuses(Collection<UUID> jobIds) {
        return jobIds.isEmpty()
                ? Mono.empty()
                : fireAndForget(Mono.defer(() -> guardCall(markEvicted(jobIds)))
                        .onErrorResume(e ->
                                logFailure("Could not evict the cached statuses of " + jobIds.size() + " jobs", e)));
    }

    private Mono<Void> markEvicted(Collection<UUID> jobIds) {
        return redis.execute(
                        FORGET,
                        jobIds.stream().map(id -> prefix + id).toList(),
                        List.of(Long.toString(WHILE_UNDER_WAY.toMillis())))
                .then();
    }

    private static Mono<Void> logFailure(String what, Throwable why) {
        log.debug("{}: {}", what, why.getMessage());
        return Mono.empty();
    }

    /**
     * Starts the work in the subscriber's context and completes at once: it is called while a transaction's connection
     * is still held, and other callbacks wait for their turn after its commit.
     */
    private Mono<Void> fireAndForget(Mono<Void> work) {
        return Mono.deferContextual(context -> {
            Disposable.Swap place = Disposables.swap();
            inFlight.add(place);
            place.update(work.doFinally(end -> inFlight.remove(place))
                    .contextWrite(context)
                    .subscribe(
                            done -> {}, e -> log.warn("Unexpected error while a job status was cached or evicted", e)));
            return Mono.empty();
        });
    }

    @Override
    public void destroy() {
        inFlight.dispose();
    }

    /** The cached status, if there is one and the job is this user's. */
    public Mono<JobStatusResponse> findStatus(UserId user, UUID jobId) {
        return guardCall(redis.<String, String>opsForHash().get(prefix + jobId, "status"))
                .map(text -> json.readValue(text, CachedJobStatus.class))
                .filter(cached -> cached.user().equals(user))
                .map(cached -> cached.status().withProgressAt(clock.instant()))
                .onErrorResume(e -> {
                    log.debug("Could not read a cached job status, reading PostgreSQL instead: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    /** Calls are skipped for a while if Redis is unavailable. */
    private <T> Mono<T> guardCall(Mono<T> call) {
        return call.timeout(LIMIT).transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    /** A cached status and the user it belongs to. */
    record CachedJobStatus(UserId user, JobStatusResponse status) {}
}
