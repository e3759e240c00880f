package studio.atelier.platform.event;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Lets a limited number of things run at once; the others wait in line without a thread. */
final class Permits {

    private final AtomicInteger free;
    private final int all;
    private final Queue<MonoSink<Boolean>> waiting = new ConcurrentLinkedQueue<>();

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
            waiting.add(sink);
            sink.onCancel(() -> waiting.remove(sink));
            serve();
        });
    }

    private void release() {
        free.incrementAndGet();
        serve();
    }

    private void serve() {
        while (!waiting.isEmpty() && takeOne()) {
            MonoSink<Boolean> next = waiting.poll();
            if (next == null) {
                free.incrementAndGet();
            } else {
                next.success(true);
            }
        }
    }

    private boolean takeOne() {
        return free.getAndUpdate(count -> count > 0 ? count - 1 : count) > 0;
    }
}
