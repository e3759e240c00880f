package studio.atelier.platform.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import studio.atelier.platform.trace.CurrentWork;
import tools.jackson.databind.json.JsonMapper;

/** {@link Outbox} in a table of the service's database. Rows are written by one statement before the commit. */
final class R2dbcOutbox implements Outbox {

    /** The ids are given in the order of the events. */
    private static final String INSERT = """
            insert into outbox (shard, event_id, event_type, topic, record_key, payload, traceparent)
            select shard, event_id, event_type, topic, record_key, payload, traceparent
              from unnest(:shards, :eventIds, :eventTypes, :topics, :recordKeys, :payloads, :traceparents)
                   with ordinality
                   as event (shard, event_id, event_type, topic, record_key, payload, traceparent, place)
             order by place
            """;

    private final DatabaseClient database;
    private final JsonMapper json;
    private final OutboxWake wake;
    private final long maxBytes;

    R2dbcOutbox(DatabaseClient database, JsonMapper json, OutboxWake wake, long maxBytes) {
        this.database = database;
        this.json = json;
        this.wake = wake;
        this.maxBytes = maxBytes;
    }

    @Override
    public Mono<Void> append(AtelierEvent event) {
        return appendAll(List.of(event));
    }

    @Override
    public Mono<Void> appendAll(List<? extends AtelierEvent> events) {
        return currentTransaction()
                .flatMap(transaction -> Mono.fromRunnable(() -> {
                    List<Row> added = events.stream().map(this::row).toList();
                    writtenIn(transaction).add(added);
                }));
    }

    private static Mono<TransactionSynchronizationManager> currentTransaction() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .filter(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorResume(NoTransactionException.class, none -> Mono.empty())
                .switchIfEmpty(Mono.error(
                        () -> new IllegalStateException("An event is appended within the transaction of its change")));
    }

    private Written writtenIn(TransactionSynchronizationManager transaction) {
        return transaction.getSynchronizations().stream()
                .filter(Written.class::isInstance)
                .map(Written.class::cast)
                .findFirst()
                .orElseGet(() -> {
                    Written none = new Written();
                    transaction.registerSynchronization(none);
                    return none;
                });
    }

    private Row row(AtelierEvent event) {
        EventType type = EventCatalogue.typeOf(event.getClass());
        return new Row(
                OutboxShard.of(event.key()),
                Ids.next(),
                type.value(),
                type.topic().topicName(),
                event.key(),
                payload(event, type),
                CurrentWork.traceparent());
    }

    private String payload(AtelierEvent event, EventType type) {
        String payload = json.writeValueAsString(event);
        if (payload.length() > maxBytes || payload.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new IllegalArgumentException(type.value() + " is larger than " + maxBytes + " bytes");
        }
        return payload;
    }

    private Mono<Void> insert(List<Row> rows) {
        return database.sql(INSERT)
                .bind("shards", column(rows, Integer[]::new, Row::shard))
                .bind("eventIds", column(rows, UUID[]::new, Row::eventId))
                .bind("eventTypes", column(rows, String[]::new, Row::eventType))
                .bind("topics", column(rows, String[]::new, Row::topic))
                .bind("recordKeys", column(rows, String[]::new, Row::recordKey))
                .bind("payloads", column(rows, String[]::new, Row::payload))
                .bind("traceparents", column(rows, String[]::new, Row::traceparent))
                .fetch()
                .rowsUpdated()
                .then();
    }

    private static <V> @Nullable V[] column(
            List<Row> rows, IntFunction<@Nullable V[]> array, Function<Row, @Nullable V> value) {
        return rows.stream().map(value).toArray(array);
    }

    private record Row(
            int shard,
            UUID eventId,
            String eventType,
            String topic,
            String recordKey,
            String payload,
            @Nullable String traceparent) {}

    /** What a transaction has appended: written when it is about to commit, told to the relay when it has. */
    private final class Written implements TransactionSynchronization {

        private final List<Row> rows = new ArrayList<>();

        synchronized void add(List<Row> added) {
            rows.addAll(added);
        }

        private synchronized List<Row> all() {
            return List.copyOf(rows);
        }

        @Override
        public Mono<Void> beforeCommit(boolean readOnly) {
            return Mono.defer(() -> all().isEmpty() ? Mono.empty() : insert(all()));
        }

        @Override
        public Mono<Void> afterCommit() {
            return Mono.fromRunnable(
                    () -> all().stream().map(Row::shard).distinct().forEach(wake::committed));
        }
    }
}
