package studio.atelier.platform.outbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.event.AtelierEvent;
import studio.atelier.contracts.event.EventType;
import studio.atelier.platform.database.CommitCallbacks;
import studio.atelier.platform.event.EventTypeCatalogue;
import studio.atelier.platform.trace.CurrentTraceAndUser;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link TransactionalOutbox} in a table of the service's database. One statement writes the rows before the commit.
 */
final class R2dbcTransactionalOutbox implements TransactionalOutbox {

    /** Ids are assigned in the order of the events. */
    private static final String INSERT = """
            insert into outbox (event_type, topic, record_key, payload, traceparent)
            select event_type, topic, record_key, payload, traceparent
              from unnest(:eventTypes, :topics, :recordKeys, :payloads, :traceparents)
                   with ordinality
                   as event (event_type, topic, record_key, payload, traceparent, place)
             order by place
            """;

    private final DatabaseClient database;
    private final JsonMapper json;
    private final OutboxCommitListener wake;
    private final long maxBytes;

    R2dbcTransactionalOutbox(DatabaseClient database, JsonMapper json, OutboxCommitListener wake, long maxBytes) {
        this.database = database;
        this.json = json;
        this.wake = wake;
        this.maxBytes = maxBytes;
    }

    @Override
    public Mono<Void> appendEvent(AtelierEvent event) {
        return appendAll(List.of(event));
    }

    @Override
    public Mono<Void> appendAll(List<? extends AtelierEvent> events) {
        return currentTransaction()
                .flatMap(transaction -> Mono.fromRunnable(() -> {
                    List<AppendedOutboxRow> added =
                            events.stream().map(this::toRow).toList();
                    writtenIn(transaction).addRows(added);
                }));
    }

    @Override
    public Mono<Void> publishInserted() {
        return CommitCallbacks.runOnceCommitted(Mono.fromRunnable(wake::onCommit));
    }

    private static Mono<TransactionSynchronizationManager> currentTransaction() {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .filter(TransactionSynchronizationManager::isActualTransactionActive)
                .onErrorResume(NoTransactionException.class, none -> Mono.empty())
                .switchIfEmpty(Mono.error(
                        () -> new IllegalStateException("An event must be appended in the transaction of its change")));
    }

    private OutboxSynchronization writtenIn(TransactionSynchronizationManager transaction) {
        return transaction.getSynchronizations().stream()
                .filter(OutboxSynchronization.class::isInstance)
                .map(OutboxSynchronization.class::cast)
                .findFirst()
                .orElseGet(() -> {
                    OutboxSynchronization none = new OutboxSynchronization();
                    transaction.registerSynchronization(none);
                    return none;
                });
    }

    private AppendedOutboxRow toRow(AtelierEvent event) {
        EventType type = EventTypeCatalogue.typeOf(event.getClass());
        return new AppendedOutboxRow(
                type.value(),
                type.topic().topicName(),
                event.recordKey(),
                toPayload(event, type),
                CurrentTraceAndUser.findTraceparent());
    }

    private String toPayload(AtelierEvent event, EventType type) {
        String payload = json.writeValueAsString(event);
        if (payload.length() > maxBytes || payload.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new IllegalArgumentException(type.value() + " is larger than " + maxBytes + " bytes");
        }
        return payload;
    }

    private Mono<Void> insertRows(List<AppendedOutboxRow> rows) {
        return database.sql(INSERT)
                .bind("eventTypes", toColumnValues(rows, String[]::new, AppendedOutboxRow::eventType))
                .bind("topics", toColumnValues(rows, String[]::new, AppendedOutboxRow::topic))
                .bind("recordKeys", toColumnValues(rows, String[]::new, AppendedOutboxRow::recordKey))
                .bind("payloads", toColumnValues(rows, String[]::new, AppendedOutboxRow::payload))
                .bind("traceparents", toColumnValues(rows, String[]::new, AppendedOutboxRow::traceparent))
                .fetch()
                .rowsUpdated()
                .then();
    }

    private static <V> @Nullable V[] toColumnValues(
            List<AppendedOutboxRow> rows,
            IntFunction<@Nullable V[]> array,
            Function<AppendedOutboxRow, @Nullable V> value) {
        return rows.stream().map(value).toArray(array);
    }

    private record AppendedOutboxRow(
            String eventType,
            String topic,
            String recordKey,
            String payload,
            @Nullable String traceparent) {}

    /** The events appended in a transaction: written before it commits, signalled to the relay afterwards. */
    private final class OutboxSynchronization implements TransactionSynchronization {

        private final List<AppendedOutboxRow> rows = new ArrayList<>();

        synchronized void addRows(List<AppendedOutboxRow> added) {
            rows.addAll(added);
        }

        private synchronized List<AppendedOutboxRow> copyRows() {
            return List.copyOf(rows);
        }

        @Override
        public Mono<Void> beforeCommit(boolean readOnly) {
            return Mono.defer(() -> copyRows().isEmpty() ? Mono.empty() : insertRows(copyRows()));
        }

        @Override
        public Mono<Void> afterCommit() {
            return Mono.fromRunnable(() -> {
                if (!copyRows().isEmpty()) {
                    wake.onCommit();
                }
            });
        }
    }
}
