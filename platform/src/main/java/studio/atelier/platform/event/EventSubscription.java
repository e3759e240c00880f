package studio.atelier.platform.event;

import java.time.Duration;
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
 * Handlers for the events of one topic. Each bean of this type is a consumer group of its own, named after the service,
 * the topic and the purpose, if given.
 *
 * <p>Unless its handlers {@linkplain #forRepeatableHandlers may be repeated}, a handler runs in one transaction with
 * the inbox row that marks the event as handled: effect and mark are committed together, so a repeated delivery finds
 * the mark and does nothing. Waiting events, of one user or several, may share the transaction: if one of them fails it
 * is rolled back, and each is handled again by itself. Effects that must happen once therefore belong in the database,
 * or after the commit ({@link studio.atelier.platform.database.CommitCallbacks}). A handler checks state, not arrival
 * order, and does no long work. If it fails because PostgreSQL, Redis or the network is unavailable, the record is
 * retried without limit; if it fails by the record's own content, the record is sent to the group's dead-letter topic.
 * An event of a type without a handler is acknowledged and counted.
 */
public final class EventSubscription {

    private static final Duration BATCH_INTERVAL = Duration.ofMillis(100);

    private final EventTopic topic;
    private final String purpose;
    private final boolean repeatable;
    private Duration readInterval = Duration.ZERO;
    private final Map<Class<? extends AtelierEvent>, SubscriptionHandler> handlers = new LinkedHashMap<>();

    private EventSubscription(EventTopic topic, String purpose, boolean repeatable) {
        this.topic = topic;
        this.purpose = purpose;
        this.repeatable = repeatable;
    }

    /**
     * Starts a subscription.
     *
     * @param purpose short name that distinguishes two subscriptions of one service to one topic; part of the group's
     *     name
     */
    public static EventSubscription forTopic(EventTopic topic, String purpose) {
        return new EventSubscription(topic, purpose, false);
    }

    /**
     * Starts a subscription whose handlers may be repeated: each is one statement, or a transaction of its own, that
     * changes nothing if the stored state shows that the event, or a later one, has taken effect, such as a copy of
     * another service's data with a version. It needs no inbox mark, and gets neither mark nor transaction. Events of
     * different keys are handled at once, so that their handlers can share statements
     * ({@link studio.atelier.platform.database.StatementBatcher}).
     *
     * @param purpose as in {@link #forTopic}
     */
    public static EventSubscription forRepeatableHandlers(EventTopic topic, String purpose) {
        return new EventSubscription(topic, purpose, true);
    }

    /**
     * Handles one type of event.
     *
     * @throws IllegalArgumentException if the type belongs to another topic, or already has a handler
     */
    public <E extends AtelierEvent> EventSubscription onEvent(
            Class<E> type, Function<ReceivedEvent<E>, Mono<Void>> handler) {
        return onEvent(type, event -> true, handler);
    }

    /**
     * Handles some events of a type. The others are acknowledged and counted, without access to the database.
     *
     * @param concerns whether an event has an effect here
     * @throws IllegalArgumentException as for the other {@code onEvent}
     */
    @SuppressWarnings("unchecked") // the handler stored under E's class only receives an E
    public <E extends AtelierEvent> EventSubscription onEvent(
            Class<E> type, Predicate<E> concerns, Function<ReceivedEvent<E>, Mono<Void>> handler) {
        EventType name = type.getAnnotation(EventType.class);
        if (name == null || name.topic() != topic) {
            throw new IllegalArgumentException(type.getSimpleName() + " is not published to " + topic.topicName());
        }
        SubscriptionHandler added = new SubscriptionHandler(
                event -> concerns.test((E) event), received -> handler.apply((ReceivedEvent<E>) received));
        if (handlers.putIfAbsent(type, added) != null) {
            throw new IllegalArgumentException(type.getSimpleName() + " already has a handler");
        }
        return this;
    }

    /**
     * Reads records ten times a second at most, so that under load more of them are fetched at once and share a
     * statement; then one can wait for up to three tenths of a second. A record that arrives after a longer silence is
     * handled at once. For events that nobody waits for.
     */
    public EventSubscription readInBatches() {
        readInterval = BATCH_INTERVAL;
        return this;
    }

    /** The shortest time between two reads; zero if there is none. */
    public Duration readInterval() {
        return readInterval;
    }

    /** The topic it reads. */
    public EventTopic topic() {
        return topic;
    }

    /** The last part of the group's name. */
    public String purpose() {
        return purpose;
    }

    /** Whether its effects are idempotent, so that they need no inbox marks. */
    public boolean hasRepeatableHandlers() {
        return repeatable;
    }

    /** The types that have a handler. */
    public Iterable<Class<? extends AtelierEvent>> listEventClasses() {
        return List.copyOf(handlers.keySet());
    }

    /** The handler of an event, if it has one. */
    public Optional<Function<ReceivedEvent<?>, Mono<Void>>> handlerOf(AtelierEvent event) {
        return Optional.ofNullable(handlers.get(event.getClass()))
                .filter(handler -> handler.concerns().test(event))
                .map(SubscriptionHandler::effect);
    }

    private record SubscriptionHandler(
            Predicate<AtelierEvent> concerns, Function<ReceivedEvent<?>, Mono<Void>> effect) {}
}
