package studio.atelier.platform.cache;

import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import studio.atelier.platform.test.AtelierInfrastructure;
import studio.atelier.platform.test.TestSpace;

@AtelierInfrastructure
class RedisSharedCacheStoreIT implements SharedCacheStoreContract {

    private RedisClient redis;
    private SharedCacheStore first;
    private SharedCacheStore second;

    @BeforeEach
    void connect(TestSpace space) {
        redis = new RedisClient(space.servers().redisUrl(), space.redisPrefix());
        first = redis.createStore();
        second = redis.createStore();
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }

    @Override
    public SharedCacheStore first() {
        return first;
    }

    @Override
    public SharedCacheStore second() {
        return second;
    }

    @Override
    public void awaitListeners(int count) {
        await(() -> redis.countListeners() == count);
    }

    @Override
    public void await(BooleanSupplier condition) {
        Awaitility.await().atMost(LIMIT).until(condition::getAsBoolean);
    }
}
