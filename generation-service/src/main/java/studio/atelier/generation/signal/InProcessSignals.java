package studio.atelier.generation.signal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Delivers signals to the waiters of this process. */
final class InProcessSignals {

    private final Map<GenerationSignal, Set<InProcessSignalWaiter>> waiters = new ConcurrentHashMap<>();
    private final ListenerBroadcast<GenerationSignal> all = new ListenerBroadcast<>();

    void deliverSignal(GenerationSignal signal) {
        if (signal.equals(GenerationSignal.RESYNC)) {
            waiters.values().forEach(set -> set.forEach(InProcessSignalWaiter::wakeWaiter));
        } else {
            waiters.getOrDefault(signal, Set.of()).forEach(InProcessSignalWaiter::wakeWaiter);
        }
        all.broadcastValue(signal);
    }

    Flux<GenerationSignal> listenToAll() {
        return all.streamValues();
    }

    GenerationSignals.SignalWaiter listenTo(GenerationSignal signal) {
        InProcessSignalWaiter waiter = new InProcessSignalWaiter(signal);
        waiters.compute(signal, (key, set) -> {
            Set<InProcessSignalWaiter> waiting = set == null ? ConcurrentHashMap.newKeySet() : set;
            waiting.add(waiter);
            return waiting;
        });
        return waiter;
    }

    private void forgetWaiter(InProcessSignalWaiter waiter) {
        waiters.computeIfPresent(waiter.signal, (key, set) -> {
            set.remove(waiter);
            return set.isEmpty() ? null : set;
        });
    }

    private final class InProcessSignalWaiter implements GenerationSignals.SignalWaiter {

        private final GenerationSignal signal;
        private final AtomicReference<Sinks.Empty<Void>> next = new AtomicReference<>(Sinks.empty());

        private InProcessSignalWaiter(GenerationSignal signal) {
            this.signal = signal;
        }

        private void wakeWaiter() {
            next.getAndSet(Sinks.empty()).tryEmitEmpty();
        }

        @Override
        public GenerationSignals.ArmedSignalWait armWait() {
            Mono<Void> armed = next.get().asMono();
            return limit -> armed.timeout(limit, Mono.empty());
        }

        @Override
        public void close() {
            forgetWaiter(this);
        }
    }
}
