package studio.atelier.platform.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/** Redis's, for a service without a database. */
final class RedisClock implements ReferenceClock {

    private final ReactiveStringRedisTemplate redis;
    private final Clock clock;
    private final String service;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Duration offset = Duration.ZERO;

    RedisClock(ReactiveStringRedisTemplate redis, Clock clock, String service) {
        this.redis = redis;
        this.clock = clock;
        this.service = service;
    }

    @Override
    public String name() {
        return "Redis's";
    }

    @Override
    public void ask() {
        if (asking.compareAndSet(false, true)) {
            Instant asked = ReferenceClock.now(clock, service);
            redis.execute(connection -> connection.serverCommands().time(TimeUnit.MILLISECONDS))
                    .doFinally(end -> asking.set(false))
                    .subscribe(theirs -> compare(asked, theirs), away -> offset = Duration.ZERO);
        }
    }

    private void compare(Instant asked, long theirMillis) {
        Duration half =
                Duration.between(asked, ReferenceClock.now(clock, service)).dividedBy(2);
        offset = Duration.between(Instant.ofEpochMilli(theirMillis), asked.plus(half));
    }

    @Override
    public Duration offset() {
        return offset;
    }
}
