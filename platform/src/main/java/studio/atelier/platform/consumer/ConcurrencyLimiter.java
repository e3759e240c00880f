package studio.atelier.platform.consumer;

import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolBuilder;
import reactor.pool.PooledRef;

/** Limits how many tasks run at once; the others wait in a queue without a thread. */
final class ConcurrencyLimiter {

    private final InstrumentedPool<Boolean> slots;

    ConcurrencyLimiter(int all) {
        this.slots = PoolBuilder.from(Mono.just(true)).sizeBetween(0, all).buildPool();
    }

    /** Runs the work when a slot is free. */
    <T> Mono<T> runInSlot(Mono<T> work) {
        return Mono.usingWhen(slots.acquire(), slot -> work, PooledRef::release);
    }

    int inUse() {
        return slots.metrics().acquiredSize();
    }
}
