package studio.atelier.generation.job;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.platform.fault.Breaker;
import tools.jackson.databind.json.JsonMapper;

/**
 * Copies of job states in Redis for clients that ask often. A copy carries the job's version, and an older one never
 * overwrites a newer. PostgreSQL is asked where there is none, or Redis is away.
 */
@Component
class QuickStatus {

    private static final Logger log = LoggerFactory.getLogger(QuickStatus.class);

    private static final RedisScript<Long> KEEP_NEWER = RedisScript.of("""
            local old = redis.call('hget', KEYS[1], 'version')
            if old and tonumber(old) > tonumber(ARGV[1]) then return 0 end
            redis.call('hset', KEYS[1], 'version', ARGV[1], 'status', ARGV[2])
            redis.call('pexpire', KEYS[1], ARGV[3])
            return 1
            """, Long.class);

    private static final Duration LIMIT = Duration.ofMillis(300);

    private final Breaker breaker = Breaker.forRedis();
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

    /** Keeps a copy; a failure is logged and forgotten. */
    Mono<Void> keep(Job job, @Nullable Integer queuePosition) {
        StatusResponse status = StatusResponse.from(job, queuePosition, clock.instant());
        Flux<Long> call = redis.execute(
                KEEP_NEWER,
                List.of(prefix + job.id()),
                List.of(
                        Long.toString(job.version()),
                        json.writeValueAsString(new Kept(job.user(), status)),
                        Long.toString(properties.statusTtl().toMillis())));
        return guarded(call.then()).onErrorResume(e -> {
            log.debug("No status copy of job {}: {}", job.id(), e.getMessage());
            return Mono.empty();
        });
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
