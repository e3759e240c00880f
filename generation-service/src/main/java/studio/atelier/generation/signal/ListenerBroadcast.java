package studio.atelier.generation.signal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Rung by many threads at once, heard by whoever listens at that moment; what nobody hears is gone. */
public final class ListenerBroadcast<T> {

    private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();

    /** Rings; never waits and never fails. */
    public void broadcastValue(T value) {
        listeners.forEach(listener -> listener.accept(value));
    }

    /** What is rung from the subscription on; never completes. */
    public Flux<T> streamValues() {
        return Flux.create(this::addListener, FluxSink.OverflowStrategy.BUFFER);
    }

    private void addListener(FluxSink<T> sink) {
        Consumer<T> listener = sink::next;
        listeners.add(listener);
        sink.onDispose(() -> listeners.remove(listener));
    }
}
