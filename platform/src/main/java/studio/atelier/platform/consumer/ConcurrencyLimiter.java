package studio.atelier.platform.consumer;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Limits how many tasks run at once; the others wait in a queue without a thread. */
final class ConcurrencyLimiter {

    private final AtomicInteger free;
    private final int all;
    private final Queue<WaitingSubscriber> waiting = new ConcurrentLinkedQueue<>();

    ConcurrencyLimiter(int all) {
        this.all = all;
        this.free = new AtomicInteger(all);
    }

    /** Runs the work when a slot is free. */
    <T> Mono<T> runInSlot(Mono<T> work) {
        return Mono.usingWhen(acquireSlot(), slot -> work, slot -> Mono.fromRunnable(this::releaseSlot));
    }

    int inUse() {
        return all - Math.max(0, free.get());
    }

    private Mono<Boolean> acquireSlot() {
        return Mono.create(sink -> {
            WaitingSubscriber waiter = new WaitingSubscriber(sink);
            sink.onCancel(() -> abandonWait(waiter));
            waiting.add(waiter);
            serveWaiters();
        });
    }

    /** Called only if the slot did not arrive; a slot granted in the meantime is released. */
    private void abandonWait(WaitingSubscriber waiter) {
        if (waiter.settled().compareAndSet(false, true)) {
            waiting.remove(waiter);
        } else {
            releaseSlot();
        }
    }

    private void releaseSlot() {
        free.incrementAndGet();
        serveWaiters();
    }

    private void serveWaiters() {
        while (!waiting.isEmpty() && takeOne()) {
            WaitingSubscriber next = waiting.poll();
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
     * A subscriber in the queue.
     *
     * @param settled whether the slot was granted or is no longer wanted
     */
    private record WaitingSubscriber(MonoSink<Boolean> sink, AtomicBoolean settled) {

        WaitingSubscriber(MonoSink<Boolean> sink) {
            this(sink, new AtomicBoolean());
        }
    }
}
