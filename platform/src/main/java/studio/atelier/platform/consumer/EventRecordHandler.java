package studio.atelier.platform.consumer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.UserEvent;
import studio.atelier.platform.event.EventRecordReader;
import studio.atelier.platform.event.EventRecordSource;
import studio.atelier.platform.event.EventSubscription;
import studio.atelier.platform.event.EventTypeCatalogue;
import studio.atelier.platform.event.InboundEventRecord;
import studio.atelier.platform.event.ReceivedEvent;
import studio.atelier.platform.event.RejectedEventException;
import studio.atelier.platform.trace.ReactiveObservations;
import studio.atelier.platform.trace.UserReactorContext;
import studio.atelier.platform.work.ShieldedExecution;

/** Passes each record to its subscription's handler, once, within the trace of the record. */
public final class EventRecordHandler {

    private final EventSubscription subscription;
    private final String group;
    private final EventRecordReader reader;
    private final EventInbox inbox;
    private final ConcurrencyLimiter limiter;
    private final MeterRegistry meters;
    private final ObservationRegistry observations;

    EventRecordHandler(
            EventSubscription subscription,
            String group,
            EventRecordReader reader,
            EventInbox inbox,
            ConcurrencyLimiter limiter,
            MeterRegistry meters,
            ObservationRegistry observations) {
        this.subscription = subscription;
        this.group = group;
        this.reader = reader;
        this.inbox = inbox;
        this.limiter = limiter;
        this.meters = meters;
        this.observations = observations;
    }

    /** How many records may be handled in one attempt. */
    int mostTogether() {
        return subscription.hasRepeatableHandlers() ? EventRecordSource.MOST_PER_POLL : inbox.mostTogether();
    }

    /** The shortest time between two reads of its records. */
    Duration readInterval() {
        return subscription.readInterval();
    }

    /** Handles it in one attempt. Fails with {@link RejectedEventException} if the record is unreadable. */
    public Mono<Void> handleRecord(InboundEventRecord record) {
        return handleRecords(List.of(record));
    }

    /**
     * Handles all of them in one attempt, in this order for each user. If one fails, none takes effect; of those that
     * may be repeated, all but it and the later ones of its user do.
     */
    Mono<Void> handleRecords(List<InboundEventRecord> records) {
        return Mono.fromCallable(() -> readRecords(records)).flatMap(this::takeEffect);
    }

    private EventEffectBatch readRecords(List<InboundEventRecord> records) {
        List<PendingEventEffect> effects = new ArrayList<>();
        List<String> passedOver = new ArrayList<>();
        for (InboundEventRecord record : records) {
            Optional<ReceivedEvent<AtelierEvent>> read = reader.readEvent(record);
            if (read.isEmpty()) {
                passedOver.add("unknown-type");
            } else {
                ReceivedEvent<AtelierEvent> event = read.get();
                subscription
                        .handlerOf(event.event())
                        .ifPresentOrElse(
                                handler -> effects.add(new PendingEventEffect(
                                        event, observeHandling(record, event, Mono.defer(() -> handler.apply(event))))),
                                () -> passedOver.add("no-handler"));
            }
        }
        return EventEffectBatch.of(effects, passedOver);
    }

    private Mono<Void> takeEffect(EventEffectBatch batch) {
        Mono<Set<UUID>> fresh = batch.effects().isEmpty()
                ? Mono.just(Set.of())
                : limiter.runInSlot(
                        subscription.hasRepeatableHandlers()
                                ? ShieldedExecution.fromCancellation(batch.applyByKey())
                                : inbox.handleOnce(
                                        group, List.copyOf(batch.effects().keySet()), batch::effectOf));
        return fresh.doOnNext(handled -> {
                    batch.passedOver().forEach(this::countOutcome);
                    batch.effects().keySet().forEach(id -> countOutcome(handled.contains(id) ? "handled" : "repeated"));
                })
                .then();
    }

    /**
     * Runs work about a record, readable or not, within the record's trace and, if its key is a user's id, for that
     * user.
     */
    Mono<Void> observeTrouble(InboundEventRecord record, Mono<Void> work) {
        return ReactiveObservations.observeMono(
                        () -> ReactiveObservations.createReceiverObservation(
                                        "atelier.event.trouble", record.headers(), observations)
                                .lowCardinalityKeyValue("group", group),
                        work)
                .contextWrite(context -> context.putAll(userOf(record)));
    }

    private static ContextView userOf(InboundEventRecord record) {
        try {
            return record.key() == null ? Context.empty() : UserReactorContext.of(UserId.parse(record.key()));
        } catch (IllegalArgumentException e) {
            return Context.empty();
        }
    }

    private Mono<Void> observeHandling(
            InboundEventRecord record, ReceivedEvent<AtelierEvent> received, Mono<Void> work) {
        return ReactiveObservations.observeMono(() -> createObservation(record, received), work)
                .contextWrite(context -> context.putAll(userOf(received.event())));
    }

    private static ContextView userOf(AtelierEvent event) {
        return event instanceof UserEvent aboutUser ? UserReactorContext.of(aboutUser.userId()) : Context.empty();
    }

    private Observation createObservation(InboundEventRecord record, ReceivedEvent<AtelierEvent> received) {
        String type = EventTypeCatalogue.typeOf(received.event().getClass()).value();
        return ReactiveObservations.createReceiverObservation("atelier.event.handling", record.headers(), observations)
                .contextualName("handle " + type)
                .lowCardinalityKeyValue("group", group)
                .lowCardinalityKeyValue("type", type)
                .highCardinalityKeyValue("event", received.id().toString());
    }

    void countOutcome(String outcome) {
        meters.counter("atelier.events", "group", group, "outcome", outcome).increment();
    }

    private record PendingEventEffect(ReceivedEvent<AtelierEvent> event, Mono<Void> work) {

        String key() {
            return event.event().recordKey();
        }
    }

    /**
     * Records that were read.
     *
     * @param effects by the event's id; of one key in their order, and keys in one order, so that transactions for the
     *     same users lock them in the same order
     * @param passedOver the outcome to count for each record without an effect
     */
    private record EventEffectBatch(Map<UUID, PendingEventEffect> effects, List<String> passedOver) {

        static EventEffectBatch of(List<PendingEventEffect> effects, List<String> passedOver) {
            Map<UUID, PendingEventEffect> byId = new LinkedHashMap<>();
            effects.stream()
                    .sorted(Comparator.comparing(PendingEventEffect::key))
                    .forEach(effect -> byId.put(effect.event().id(), effect));
            return new EventEffectBatch(byId, passedOver);
        }

        Mono<Void> effectOf(UUID event) {
            return Objects.requireNonNull(effects.get(event)).work();
        }

        /** Those of one key one after the other, and different keys at once, so that their statements are shared. */
        Mono<Set<UUID>> applyByKey() {
            Map<String, List<PendingEventEffect>> byKey = effects.values().stream()
                    .collect(Collectors.groupingBy(PendingEventEffect::key, LinkedHashMap::new, Collectors.toList()));
            return Flux.fromIterable(byKey.values())
                    .flatMapDelayError(EventEffectBatch::applyInOrder, byKey.size(), 1)
                    .then(Mono.fromSupplier(() -> Set.copyOf(effects.keySet())));
        }

        private static Mono<Void> applyInOrder(List<PendingEventEffect> effects) {
            return Flux.fromIterable(effects)
                    .concatMap(PendingEventEffect::work, 1)
                    .then();
        }
    }
}
