package studio.atelier.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

class InMemorySharedCacheStoreTest implements SharedCacheStoreContract {

    private final AtomicLong now = new AtomicLong();
    private final InMemorySharedCacheStore first = InMemorySharedCacheStore.create(now::get);
    private final InMemorySharedCacheStore second = first.createOtherInstance();

    @Override
    public SharedCacheStore first() {
        return first;
    }

    @Override
    public SharedCacheStore second() {
        return second;
    }

    @Override
    public void awaitListeners(int count) {}

    @Override
    public void await(BooleanSupplier condition) {
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
