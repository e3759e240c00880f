package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.fault.DependencyBreaker;
import tools.jackson.databind.json.JsonMapper;

/**
 * Copies of job states in Redis for clients that ask often. A copy carries the job's version, and an older one never
 * overwrites a newer. A copy may fail to be made, so one of a job under way lives for seconds only, and shows no old
 * state for longer. PostgreSQL is asked where there is none, or Redis is away.
 */
@Component
class RedisJobStatusCache implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RedisJobStatusCache.class);

    private static final RedisScript<Long> KEEP_NEWER = RedisScript.of("""
            local old = redis.call('hget', KEYS[1], 'version')
            if old and tonumber(old) > tonumber(ARGV[1]) then return 0 end
            redis.call('hset', KEYS[1], 'version', ARGV[1], 'status', ARGV[2])
            redis.call('pexpire', KEYS[1], ARGV[3])
            return 1
            """, Long.class);

    /** Leaves a mark newer than any version, for as long as a copy may be under way. */
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

    private final DependencyBreaker breaker = DependencyBreaker.forRedis();
    private final Disposable.Composite underWay = Disposables.composite();
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
            Environment environment) {
        this.redis = redis;
        this.json = json;
        this.properties = properties;
        this.clock = clock;
        this.prefix = environment.getProperty("atelier.redis.prefix", "atelier:") + "job:";
    }

    /** Lets a copy be made, and waits for none of it; a failure is logged and forgotten. */
    Mono<Void> cacheStatus(Job job, @Nullable Integer queuePosition) {
        return fireAndForget(Mono.defer(() -> guardCall(writeStatus(job, queuePosition)))
                .onErrorResume(e -> logFailure("No status copy of job " + job.id(), e)));
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
     * Removes the copies of jobs that are not to be seen any more, and waits for none of it. Best effort: a copy that
     * stays since Redis is away goes with its time.
     */
    Mono<Void> evictStatuses(Collection<UUID> jobIds) {
        return jobIds.isEmpty()
                ? Mono.empty()
                : fireAndForget(Mono.defer(() -> guardCall(markEvicted(jobIds)))
                        .onErrorResume(e -> logFailure("Status copies of " + jobIds.size() + " jobs stay", e)));
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
     * Begins the work in the subscriber's context and completes at once: a copy is called for while a transaction's
     * connection is still held, and others wait for their turn after its commit.
     */
    private Mono<Void> fireAndForget(Mono<Void> work) {
        return Mono.deferContextual(context -> {
            Disposable.Swap place = Disposables.swap();
            underWay.add(place);
            place.update(work.doFinally(end -> underWay.remove(place))
                    .contextWrite(context)
                    .subscribe(done -> {}, e -> log.warn("A status copy met an error nobody foresaw", e)));
            return Mono.empty();
        });
    }

    @Override
    public void destroy() {
        underWay.dispose();
    }

    /** The copy, if there is one of a job of this user. */
    Mono<JobStatusResponse> findStatus(UserId user, UUID jobId) {
        return guardCall(redis.<String, String>opsForHash().get(prefix + jobId, "status"))
                .map(text -> json.readValue(text, CachedJobStatus.class))
                .filter(kept -> kept.user().equals(user))
                .map(kept -> kept.status().withProgressAt(clock.instant()))
                .onErrorResume(e -> {
                    log.debug("No status copies: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    /** Skipped for a while if Redis is away. */
    private <T> Mono<T> guardCall(Mono<T> call) {
        return breaker.guardCall(call.timeout(LIMIT));
    }

    /** The copy and whose it is. */
    record CachedJobStatus(UserId user, JobStatusResponse status) {}
}
