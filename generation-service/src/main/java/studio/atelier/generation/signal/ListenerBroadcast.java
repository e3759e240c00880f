package studio.atelier.generation.signal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Sends values from many threads at once to all current listeners; a value without listeners is dropped. */
public final class ListenerBroadcast<T> {

    private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();

    /** Sends the value; never blocks and never fails. */
    public void broadcastValue(T value) {
        listeners.forEach(listener -> listener.accept(value));
    }

    /** The values sent after the subscription; never completes. */
    public Flux<T> streamValues() {
        return Flux.create(this::addListener, FluxSink.OverflowStrategy.BUFFER);
    }

    private void addListener(FluxSink<T> sink) {
        Consumer<T> listener = sink::next;
        listeners.add(listener);
        sink.onDispose(() -> listeners.remove(listener));
    }
}
