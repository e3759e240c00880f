package studio.atelier.platform.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventTopic;
import studio.atelier.contracts.event.EventType;

/**
 * What a service does with the events of one topic. Each bean of this type is a consumer group of its own, named after
 * the service, the topic and, if given, a suffix.
 *
 * <p>Unless it keeps a {@link #projection}, a handler runs inside one transaction with the inbox row that marks the
 * event as handled: its effect and the mark are committed together, so a repeated delivery finds the mark and does
 * nothing. Events that wait, of one user or several, may share the transaction: if one of them fails it is rolled back,
 * and each is handled once more by itself. What must not be done twice therefore goes through the database, or waits
 * for the commit ({@link studio.atelier.platform.database.CommitCallbacks}). A handler checks state, not arrival order,
 * and does no long work. If it fails because PostgreSQL, Redis or the network is away, the record is tried again
 * without end; if it fails by the record's own content, the record goes to the group's dead-letter topic. An event of a
 * type that has no handler is acknowledged and counted.
 */
public final class EventSubscription {

    private final EventTopic topic;
    private final String purpose;
    private final boolean projection;
    private final Map<Class<? extends AtelierEvent>, SubscriptionHandler> handlers = new LinkedHashMap<>();

    private EventSubscription(EventTopic topic, String purpose, boolean projection) {
        this.topic = topic;
        this.purpose = purpose;
        this.projection = projection;
    }

    /**
     * Starts a subscription.
     *
     * @param purpose short name that tells two subscriptions of one service to one topic apart; part of the group's
     *     name
     */
    public static EventSubscription forTopic(EventTopic topic, String purpose) {
        return new EventSubscription(topic, purpose, false);
    }

    /**
     * Starts a subscription that keeps a copy of what others own. Each handler is one statement that changes nothing if
     * what it has is older or the same, by a version in the event: so it needs neither a mark in the inbox nor a
     * transaction, and gets none.
     *
     * @param purpose as of {@link #forTopic}
     */
    public static EventSubscription forProjection(EventTopic topic, String purpose) {
        return new EventSubscription(topic, purpose, true);
    }

    /**
     * Handles one type of event.
     *
     * @throws IllegalArgumentException if the type does not travel on this topic, or has a handler already
     */
    public <E extends AtelierEvent> EventSubscription onEvent(
            Class<E> type, Function<ReceivedEvent<E>, Mono<Void>> handler) {
        return onEvent(type, event -> true, handler);
    }

    /**
     * Handles some events of a type. The others are acknowledged and counted, at no cost to the database.
     *
     * @param concerns whether an event has an effect here
     * @throws IllegalArgumentException as the other {@code on}
     */
    @SuppressWarnings("unchecked") // the entry under E's class is only ever given an E
    public <E extends AtelierEvent> EventSubscription onEvent(
            Class<E> type, Predicate<E> concerns, Function<ReceivedEvent<E>, Mono<Void>> handler) {
        EventType name = type.getAnnotation(EventType.class);
        if (name == null || name.topic() != topic) {
            throw new IllegalArgumentException(type.getSimpleName() + " does not travel on " + topic.topicName());
        }
        SubscriptionHandler added = new SubscriptionHandler(
                event -> concerns.test((E) event), received -> handler.apply((ReceivedEvent<E>) received));
        if (handlers.putIfAbsent(type, added) != null) {
            throw new IllegalArgumentException(type.getSimpleName() + " has a handler already");
        }
        return this;
    }

    /** The topic read. */
    public EventTopic topic() {
        return topic;
    }

    /** The last part of the group's name. */
    public String purpose() {
        return purpose;
    }

    /** Whether its effects bear repetition by themselves. */
    boolean isProjection() {
        return projection;
    }

    /** The types that have a handler. */
    public Iterable<Class<? extends AtelierEvent>> listEventClasses() {
        return List.copyOf(handlers.keySet());
    }

    /** The handler of an event, if it has one. */
    Optional<Function<ReceivedEvent<?>, Mono<Void>>> handlerOf(AtelierEvent event) {
        return Optional.ofNullable(handlers.get(event.getClass()))
                .filter(handler -> handler.concerns().test(event))
                .map(SubscriptionHandler::effect);
    }

    private record SubscriptionHandler(
            Predicate<AtelierEvent> concerns, Function<ReceivedEvent<?>, Mono<Void>> effect) {}
}
