package studio.atelier.generation.signal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Hands signals to those who wait in this process. */
final class LocalSignals {

    private final Map<Signal, Set<SinkWaiter>> waiters = new ConcurrentHashMap<>();
    private final Bell<Signal> all = new Bell<>();

    void deliver(Signal signal) {
        if (signal.equals(Signal.RESYNC)) {
            waiters.values().forEach(set -> set.forEach(SinkWaiter::wake));
        } else {
            waiters.getOrDefault(signal, Set.of()).forEach(SinkWaiter::wake);
        }
        all.ring(signal);
    }

    Flux<Signal> all() {
        return all.rings();
    }

    Signals.Waiter listen(Signal signal) {
        SinkWaiter waiter = new SinkWaiter(signal);
        waiters.compute(signal, (key, set) -> {
            Set<SinkWaiter> waiting = set == null ? ConcurrentHashMap.newKeySet() : set;
            waiting.add(waiter);
            return waiting;
        });
        return waiter;
    }

    private void forget(SinkWaiter waiter) {
        waiters.computeIfPresent(waiter.signal, (key, set) -> {
            set.remove(waiter);
            return set.isEmpty() ? null : set;
        });
    }

    private final class SinkWaiter implements Signals.Waiter {

        private final Signal signal;
        private final AtomicReference<Sinks.Empty<Void>> next = new AtomicReference<>(Sinks.empty());

        private SinkWaiter(Signal signal) {
            this.signal = signal;
        }

        private void wake() {
            next.getAndSet(Sinks.empty()).tryEmitEmpty();
        }

        @Override
        public Signals.Wait arm() {
            Mono<Void> armed = next.get().asMono();
            return limit -> armed.timeout(limit, Mono.empty());
        }

        @Override
        public void close() {
            forget(this);
        }
    }
}
