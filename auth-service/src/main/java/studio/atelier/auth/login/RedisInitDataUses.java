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
import studio.atelier.auth.cache.RedisKeys;
import studio.atelier.auth.initdata.InitData;
import studio.atelier.auth.initdata.InitDataProperties;
import studio.atelier.platform.web.CommonProblemException;

/**
 * Counts in Redis, as long as the initData would be accepted. With Redis away nobody logs in: a stolen initData would
 * otherwise be good without limit. Who is logged in is not touched by that.
 */
@Component
class RedisInitDataUses implements InitDataUses {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Both in one step, so that no counter is left without an end. */
    private static final RedisScript<Long> COUNT = RedisScript.of("""
            local uses = redis.call('incr', KEYS[1])
            if uses == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
            return uses""", Long.class);

    private final ReactiveStringRedisTemplate redis;
    private final RedisKeys keys;
    private final String life;

    RedisInitDataUses(ReactiveStringRedisTemplate redis, RedisKeys keys, InitDataProperties properties) {
        this.redis = redis;
        this.keys = keys;
        this.life = Long.toString(properties.longestLife().toMillis());
    }

    @Override
    public Mono<Long> count(InitData initData) {
        return redis.execute(COUNT, List.of(keys.of("init-data", initData.fingerprint())), List.of(life))
                .single()
                .timeout(PATIENCE)
                .onErrorMap(error -> CommonProblemException.unavailable(RETRY_AFTER, uncounted(error)));
    }

    private static DataAccessException uncounted(Throwable error) {
        return new DataAccessResourceFailureException(
                "Redis does not count logins: " + NestedExceptionUtils.getMostSpecificCause(error), error);
    }
}
