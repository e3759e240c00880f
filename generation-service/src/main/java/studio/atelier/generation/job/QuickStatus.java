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
import studio.atelier.platform.fault.Breaker;
import tools.jackson.databind.json.JsonMapper;

/**
 * Copies of job states in Redis for clients that ask often. A copy carries the job's version, and an older one never
 * overwrites a newer. A copy may fail to be made, so one of a job under way lives for seconds only, and shows no old
 * state for longer. PostgreSQL is asked where there is none, or Redis is away.
 */
@Component
class QuickStatus implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(QuickStatus.class);

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

    private final Breaker breaker = Breaker.forRedis();
    private final Disposable.Composite underWay = Disposables.composite();
    private final ReactiveStringRedisTemplate redis;
    private final JsonMapper json;
    private final JobProperties properties;
    private final Clock clock;
    private final String prefix;

    QuickStatus(
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
    Mono<Void> keep(Job job, @Nullable Integer queuePosition) {
        return aside(Mono.defer(() -> guarded(copy(job, queuePosition)))
                .onErrorResume(e -> missed("No status copy of job " + job.id(), e)));
    }

    private Mono<Void> copy(Job job, @Nullable Integer queuePosition) {
        StatusResponse status = StatusResponse.from(job, queuePosition, clock.instant());
        Duration life = job.status().terminal() ? properties.statusTtl() : WHILE_UNDER_WAY;
        return redis.execute(
                        KEEP_NEWER,
                        List.of(prefix + job.id()),
                        List.of(
                                Long.toString(job.version()),
                                json.writeValueAsString(new Kept(job.user(), status)),
                                Long.toString(life.toMillis())))
                .then();
    }

    /**
     * Removes the copies of jobs that are not to be seen any more, and waits for none of it. Best effort: a copy that
     * stays since Redis is away goes with its time.
     */
    Mono<Void> forget(Collection<UUID> jobIds) {
        return jobIds.isEmpty()
                ? Mono.empty()
                : aside(Mono.defer(() -> guarded(removal(jobIds)))
                        .onErrorResume(e -> missed("Status copies of " + jobIds.size() + " jobs stay", e)));
    }

    private Mono<Void> removal(Collection<UUID> jobIds) {
        return redis.execute(
                        FORGET,
                        jobIds.stream().map(id -> prefix + id).toList(),
                        List.of(Long.toString(WHILE_UNDER_WAY.toMillis())))
                .then();
    }

    private static Mono<Void> missed(String what, Throwable why) {
        log.debug("{}: {}", what, why.getMessage());
        return Mono.empty();
    }

    /**
     * Begins the work in the subscriber's context and completes at once: a copy is called for while a transaction's
     * connection is still held, and others wait for their turn after its commit.
     */
    private Mono<Void> aside(Mono<Void> work) {
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
    Mono<StatusResponse> find(UserId user, UUID jobId) {
        return guarded(redis.<String, String>opsForHash().get(prefix + jobId, "status"))
                .map(text -> json.readValue(text, Kept.class))
                .filter(kept -> kept.user().equals(user))
                .map(kept -> kept.status().at(clock.instant()))
                .onErrorResume(e -> {
                    log.debug("No status copies: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    /** Skipped for a while if Redis is away. */
    private <T> Mono<T> guarded(Mono<T> call) {
        return breaker.guard(call.timeout(LIMIT));
    }

    /** The copy and whose it is. */
    record Kept(UserId user, StatusResponse status) {}
}
