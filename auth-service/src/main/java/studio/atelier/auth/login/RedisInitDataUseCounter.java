package studio.atelier.auth.login;

import java.time.Duration;
import java.util.List;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import studio.atelier.auth.initdata.InitDataProperties;
import studio.atelier.auth.initdata.VerifiedInitData;
import studio.atelier.platform.redis.RedisProperties;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Counts in Redis for as long as the initData would be accepted. While Redis is unavailable logins fail: a stolen
 * initData could otherwise be used without limit. Existing sessions are not affected.
 */
@Component
class RedisInitDataUseCounter implements InitDataUseCounter {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Increments and sets the expiry in one step, so that no counter lacks an expiry. */
    private static final RedisScript<Long> COUNT = RedisScript.of("""
            local uses = redis.call('incr', KEYS[1])
            if uses == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
            return uses""", Long.class);

    private final ReactiveStringRedisTemplate redis;
    private final String prefix;
    private final String life;

    RedisInitDataUseCounter(
            ReactiveStringRedisTemplate redis, RedisProperties redisProperties, InitDataProperties properties) {
        this.redis = redis;
        this.prefix = redisProperties.prefixName("auth:init-data:");
        this.life = Long.toString(properties.longestLife().toMillis());
    }

    @Override
    public Mono<Long> countUse(VerifiedInitData initData) {
        return redis.execute(COUNT, List.of(prefix + initData.fingerprint()), List.of(life))
                .single()
                .onErrorMap(error -> CommonProblemException.serviceUnavailable(RETRY_AFTER, toCountFailure(error)));
    }

    private static DataAccessException toCountFailure(Throwable error) {
        return new DataAccessResourceFailureException(
                "Redis does not count logins: " + NestedExceptionUtils.getMostSpecificCause(error), error);
    }
}
