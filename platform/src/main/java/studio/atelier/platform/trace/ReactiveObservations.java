package studio.atelier.platform.trace;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.Map;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/** Runs work in an observation of its own, which begins and ends with it. */
public final class ReactiveObservations {

    private ReactiveObservations() {}

    /**
     * Starts the observation at each subscription, as a child of the surrounding one. A disabled observation sets no
     * context.
     */
    public static <T> Mono<T> observeMono(Supplier<Observation> notStarted, Mono<T> work) {
        return Mono.deferContextual(around -> observeUntilEnd(
                notStarted
                        .get()
                        .parentObservation(around.getOrDefault(ObservationThreadLocalAccessor.KEY, null))
                        .start(),
                work));
    }

    private static <T> Mono<T> observeUntilEnd(Observation started, Mono<T> work) {
        return work.doOnError(started::error)
                .doFinally((SignalType end) -> started.stop())
                .contextWrite(context ->
                        started.isNoop() ? context : context.put(ObservationThreadLocalAccessor.KEY, started));
    }

    /**
     * An observation of work that another service or an earlier step sent: it belongs to the sender's trace.
     *
     * @param headers with their {@code traceparent}, if they had a trace
     */
    public static Observation createReceiverObservation(
            String name, Map<String, String> headers, ObservationRegistry observations) {
        ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get);
        context.setCarrier(headers);
        return Observation.createNotStarted(name, () -> context, observations);
    }
}
