package studio.atelier.platform.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Lets a limited number of things run at once; the others wait in line without a thread. */
final class Permits {

    private final AtomicInteger free;
    private final int all;
    private final Queue<Waiter> waiting = new ConcurrentLinkedQueue<>();

    Permits(int all) {
        this.all = all;
        this.free = new AtomicInteger(all);
    }

    /** Runs the work when there is a permit. */
    <T> Mono<T> with(Mono<T> work) {
        return Mono.usingWhen(acquire(), permit -> work, permit -> Mono.fromRunnable(this::release));
    }

    int inUse() {
        return all - Math.max(0, free.get());
    }

    private Mono<Boolean> acquire() {
        return Mono.create(sink -> {
            Waiter waiter = new Waiter(sink);
            sink.onCancel(() -> leave(waiter));
            waiting.add(waiter);
            serve();
        });
    }

    /** Called only if the permit did not arrive: what was granted meanwhile goes back. */
    private void leave(Waiter waiter) {
        if (waiter.settled().compareAndSet(false, true)) {
            waiting.remove(waiter);
        } else {
            release();
        }
    }

    private void release() {
        free.incrementAndGet();
        serve();
    }

    private void serve() {
        while (!waiting.isEmpty() && takeOne()) {
            Waiter next = waiting.poll();
            if (next != null && next.settled().compareAndSet(false, true)) {
                next.sink().success(true);
            } else {
                free.incrementAndGet();
            }
        }
    }

    private boolean takeOne() {
        return free.getAndUpdate(count -> count > 0 ? count - 1 : count) > 0;
    }

    /**
     * Someone in line.
     *
     * @param settled whether the permit was granted or is no longer wanted
     */
    private record Waiter(MonoSink<Boolean> sink, AtomicBoolean settled) {

        Waiter(MonoSink<Boolean> sink) {
            this(sink, new AtomicBoolean());
        }
    }
}
