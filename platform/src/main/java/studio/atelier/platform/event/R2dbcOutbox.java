package studio.atelier.platform.event;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.Ids;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventType;
import tools.jackson.databind.json.JsonMapper;

/** {@link Outbox} in a table of the service's database. */
final class R2dbcOutbox implements Outbox {

    private static final String INSERT = """
            insert into outbox (shard, event_id, event_type, topic, record_key, payload, traceparent)
            values (:shard, :eventId, :eventType, :topic, :recordKey, :payload, :traceparent)
            """;

    /** One round trip for all; the ids are given in the order of the events. */
    private static final String INSERT_ALL = """
            insert into outbox (shard, event_id, event_type, topic, record_key, payload, traceparent)
            select shard, event_id, event_type, topic, record_key, payload, :traceparent
              from unnest(:shards, :eventIds, :eventTypes, :topics, :recordKeys, :payloads) with ordinality
                   as event (shard, event_id, event_type, topic, record_key, payload, place)
             order by place
            """;

    private final DatabaseClient database;
    private final JsonMapper json;
    private final TraceHeader trace;
    private final OutboxWake wake;
    private final long maxBytes;

    R2dbcOutbox(DatabaseClient database, JsonMapper json, TraceHeader trace, OutboxWake wake, long maxBytes) {
        this.database = database;
        this.json = json;
        this.trace = trace;
        this.wake = wake;
        this.maxBytes = maxBytes;
    }

    @Override
    public Mono<Void> append(AtelierEvent event) {
        return currentTransaction().flatMap(transaction -> {
            int shard = OutboxShard.of(event.userId());
            wakeAfterCommit(transaction, shard);
            return insert(event, shard);
        });
    }

    @Override
    public Mono<Void> appendAll(List<? extends AtelierEvent> events) {
        return switch (events.size()) {
            case 0 -> Mono.empty();
            case 1 -> append(events.getFirst());
            default ->
                currentTransaction().flatMap(transaction -> {
                    events.forEach(event -> wakeAfterCommit(transaction, OutboxShard.of(event.userId())));
                    return insertAll(events);
                });
        };
    }

    private static Mono<TransactionSynchronizationManager> currentTransaction() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .filter(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorResume(NoTransactionException.class, none -> Mono.empty())
                .switchIfEmpty(Mono.error(
                        () -> new IllegalStateException("An event is appended within the transaction of its change")));
    }

    private void wakeAfterCommit(TransactionSynchronizationManager transaction, int shard) {
        WakeAfterCommit one = new WakeAfterCommit(wake, shard);
        if (!transaction.getSynchronizations().contains(one)) {
            transaction.registerSynchronization(one);
        }
    }

    private Mono<Void> insert(AtelierEvent event, int shard) {
        EventType type = EventCatalogue.typeOf(event.getClass());
        return database.sql(INSERT)
                .bind("shard", shard)
                .bind("eventId", Ids.next())
                .bind("eventType", type.value())
                .bind("topic", type.topic().topicName())
                .bind("recordKey", event.userId().toString())
                .bind("payload", payload(event, type))
                .bind("traceparent", nullable(trace.current()))
                .fetch()
                .rowsUpdated()
                .then();
    }

    private Mono<Void> insertAll(List<? extends AtelierEvent> events) {
        List<EventType> types = events.stream()
                .map(event -> EventCatalogue.typeOf(event.getClass()))
                .toList();
        return database.sql(INSERT_ALL)
                .bind("shards", column(events, Integer[]::new, event -> OutboxShard.of(event.userId())))
                .bind("eventIds", column(events, UUID[]::new, event -> Ids.next()))
                .bind("eventTypes", column(types, String[]::new, EventType::value))
                .bind(
                        "topics",
                        column(types, String[]::new, type -> type.topic().topicName()))
                .bind(
                        "recordKeys",
                        column(events, String[]::new, event -> event.userId().toString()))
                .bind(
                        "payloads",
                        column(events, String[]::new, event -> payload(event, EventCatalogue.typeOf(event.getClass()))))
                .bind("traceparent", nullable(trace.current()))
                .fetch()
                .rowsUpdated()
                .then();
    }

    private static <T, V> V[] column(List<? extends T> rows, IntFunction<V[]> array, Function<T, V> value) {
        return rows.stream().map(value).toArray(array);
    }

    private static Parameter nullable(@Nullable String value) {
        return value == null ? Parameters.in(String.class) : Parameters.in(value);
    }

    private String payload(AtelierEvent event, EventType type) {
        String payload = json.writeValueAsString(event);
        if (payload.length() > maxBytes || payload.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new IllegalArgumentException(type.value() + " is larger than " + maxBytes + " bytes");
        }
        return payload;
    }

    /** Equal for equal shards, so that one transaction wakes a shard once. */
    private record WakeAfterCommit(OutboxWake wake, int shard) implements TransactionSynchronization {

        @Override
        public Mono<Void> afterCommit() {
            return Mono.fromRunnable(() -> wake.committed(shard));
        }
    }
}
