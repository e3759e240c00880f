package studio.atelier.platform.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.platform.security.UserInContext;

/** Does with one record what a subscription says, once, within the trace it came from. */
final class RecordHandler {

    private final EventSubscription subscription;
    private final String group;
    private final EventReader reader;
    private final Inbox inbox;
    private final Permits permits;
    private final MeterRegistry meters;
    private final ObservationRegistry observations;

    RecordHandler(
            EventSubscription subscription,
            String group,
            EventReader reader,
            Inbox inbox,
            Permits permits,
            MeterRegistry meters,
            ObservationRegistry observations) {
        this.subscription = subscription;
        this.group = group;
        this.reader = reader;
        this.inbox = inbox;
        this.permits = permits;
        this.meters = meters;
        this.observations = observations;
    }

    /** Tries once. Fails with {@link RejectedEventException} if nobody can read the record. */
    Mono<Void> handle(InboundRecord record) {
        return Mono.fromCallable(() -> reader.read(record))
                .flatMap(read -> read.map(event -> handle(record, event)).orElseGet(() -> passOver("unknown-type")));
    }

    private Mono<Void> handle(InboundRecord record, ReceivedEvent<AtelierEvent> received) {
        Optional<Function<ReceivedEvent<?>, Mono<Void>>> handler =
                subscription.handlerOf(received.event().getClass());
        return handler.map(known -> observed(record, received, takeEffect(received, known)))
                .orElseGet(() -> passOver("no-handler"));
    }

    private Mono<Void> takeEffect(
            ReceivedEvent<AtelierEvent> received, Function<ReceivedEvent<?>, Mono<Void>> handler) {
        Mono<Void> effect = Mono.defer(() -> handler.apply(received));
        return permits.with(inbox.once(group, received.id(), effect))
                .doOnNext(first -> count(first ? "handled" : "repeated"))
                .then();
    }

    private Mono<Void> observed(InboundRecord record, ReceivedEvent<AtelierEvent> received, Mono<Void> work) {
        return Mono.defer(() -> {
            Observation observation = observation(record, received).start();
            return work.doOnError(observation::error)
                    .doFinally((SignalType end) -> observation.stop())
                    .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, observation)
                            .putAll(UserInContext.of(received.event().userId())));
        });
    }

    private Observation observation(InboundRecord record, ReceivedEvent<AtelierEvent> received) {
        String type = EventCatalogue.typeOf(received.event().getClass()).value();
        ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get);
        context.setCarrier(record.headers());
        return Observation.createNotStarted("atelier.event.handling", () -> context, observations)
                .contextualName("handle " + type)
                .lowCardinalityKeyValue("group", group)
                .lowCardinalityKeyValue("type", type)
                .highCardinalityKeyValue("event", received.id().toString());
    }

    private Mono<Void> passOver(String outcome) {
        return Mono.fromRunnable(() -> count(outcome));
    }

    void count(String outcome) {
        meters.counter("atelier.events", "group", group, "outcome", outcome).increment();
    }
}
