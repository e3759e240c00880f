package studio.atelier.platform.work;

import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Work that continues when its subscriber cancels. */
public final class ShieldedExecution {

    private ShieldedExecution() {}

    /** Passes on results and the subscriber's context, but no cancellation: work that has begun runs to its end. */
    public static <T> Mono<T> fromCancellation(Mono<T> work) {
        return Mono.create(
                sink -> work.subscribe(sink::success, sink::error, sink::success, Context.of(sink.contextView())));
    }
}
