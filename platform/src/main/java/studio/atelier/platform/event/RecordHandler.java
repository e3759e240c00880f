package studio.atelier.platform.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.UserEvent;
import studio.atelier.platform.trace.ObservedWork;
import studio.atelier.platform.trace.UserInContext;

/** Does with each record what a subscription says, once, within the trace it came from. */
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

    /** How many records may share a transaction. */
    int mostTogether() {
        return inbox.mostTogether();
    }

    /** Tries once. Fails with {@link RejectedEventException} if nobody can read the record. */
    Mono<Void> handle(InboundRecord record) {
        return handle(List.of(record));
    }

    /**
     * Tries all of them once, in this order for each user. Nothing is done if one of them fails; of a projection, what
     * came before it.
     */
    Mono<Void> handle(List<InboundRecord> records) {
        return Mono.fromCallable(() -> read(records)).flatMap(this::takeEffect);
    }

    private Batch read(List<InboundRecord> records) {
        List<Effect> effects = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (InboundRecord record : records) {
            Optional<ReceivedEvent<AtelierEvent>> read = reader.read(record);
            if (read.isEmpty()) {
                passedOver.add("unknown-type");
            } else {
                ReceivedEvent<AtelierEvent> event = read.get();
                subscription
                        .handlerOf(event.event())
                        .ifPresentOrElse(
                                handler -> effects.add(new Effect(
                                        event, observed(record, event, Mono.defer(() -> handler.apply(event))))),
                                () -> passedOver.add("no-handler"));
            }
        }
        return Batch.of(effects, passedOver);
    }

    private Mono<Void> takeEffect(Batch batch) {
        Mono<Set<UUID>> fresh = batch.effects().isEmpty()
                ? Mono.just(Set.of())
                : permits.with(inbox.once(group, List.copyOf(batch.effects().keySet()), batch::effectOf));
        return fresh.doOnNext(handled -> {
                    batch.passedOver().forEach(this::count);
                    batch.effects().keySet().forEach(id -> count(handled.contains(id) ? "handled" : "repeated"));
                })
                .then();
    }

    /**
     * Does work about a record, readable or not, within the trace it came from and, as far as its key tells, for its
     * user.
     */
    Mono<Void> named(InboundRecord record, Mono<Void> work) {
        return ObservedWork.of(
                        () -> ObservedWork.received("atelier.event.trouble", record.headers(), observations)
                                .lowCardinalityKeyValue("group", group),
                        work)
                .contextWrite(context -> context.putAll(userOf(record)));
    }

    private static ContextView userOf(InboundRecord record) {
        try {
            return record.key() == null ? Context.empty() : UserInContext.of(UserId.parse(record.key()));
        } catch (IllegalArgumentException e) {
            return Context.empty();
        }
    }

    private Mono<Void> observed(InboundRecord record, ReceivedEvent<AtelierEvent> received, Mono<Void> work) {
        return ObservedWork.of(() -> observation(record, received), work)
                .contextWrite(context -> context.putAll(userOf(received.event())));
    }

    private static ContextView userOf(AtelierEvent event) {
        return event instanceof UserEvent aboutUser ? UserInContext.of(aboutUser.userId()) : Context.empty();
    }

    private Observation observation(InboundRecord record, ReceivedEvent<AtelierEvent> received) {
        String type = EventCatalogue.typeOf(received.event().getClass()).value();
        return ObservedWork.received("atelier.event.handling", record.headers(), observations)
                .contextualName("handle " + type)
                .lowCardinalityKeyValue("group", group)
                .lowCardinalityKeyValue("type", type)
                .highCardinalityKeyValue("event", received.id().toString());
    }

    void count(String outcome) {
        meters.counter("atelier.events", "group", group, "outcome", outcome).increment();
    }

    private record Effect(ReceivedEvent<AtelierEvent> event, Mono<Void> work) {}

    /**
     * Records that were read.
     *
     * @param effects by the event's id, in order
     * @param passedOver why, for each record that has no effect
     */
    private record Batch(Map<UUID, Mono<Void>> effects, List<String> passedOver) {

        /** By keys, so that two transactions that want the same users want them in the same order. */
        static Batch of(List<Effect> effects, List<String> passedOver) {
            Map<UUID, Mono<Void>> works = new LinkedHashMap<>();
            effects.stream()
                    .sorted(Comparator.comparing(
                            effect -> effect.event().event().key()))
                    .forEach(effect -> works.put(effect.event().id(), effect.work()));
            return new Batch(works, passedOver);
        }

        Mono<Void> effectOf(UUID event) {
            return Objects.requireNonNull(effects.get(event));
        }
    }
}
