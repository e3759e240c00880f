package studio.atelier.platform.consumer;

import static studio.atelier.platform.database.DatabaseColumns.readRequired;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.DatabaseTransactions;
import studio.atelier.platform.schedule.ExpiredRowCleanup;
import studio.atelier.platform.work.ShieldedExecution;

/** Ensures that an event takes effect once for each consumer group. */
interface EventInbox {

    /**
     * Applies the effects of the events that have not taken effect yet, in this order. With marks, either all of them
     * take effect or none.
     *
     * @param events ids; a repeated id takes effect once
     * @return those that took effect now
     */
    Mono<Set<UUID>> handleOnce(String group, List<UUID> events, Function<UUID, Mono<Void>> effect);

    /**
     * How many events may share a call. The limit keeps the locks of the first event held for some tenths of a second
     * at most under full load.
     */
    default int mostTogether() {
        return 20;
    }

    /** Without marks: for idempotent effects, each committed by itself. */
    static EventInbox withoutMarks() {
        return new PassThroughInbox();
    }

    /** Marks and effects in one transaction. */
    static EventInbox inDatabase(DatabaseClient database, DatabaseTransactions transactions) {
        return new R2dbcEventInbox(database, transactions);
    }

    /** Deletes old marks. They are kept longer than records of the topics, which are kept for seven days. */
    static ExpiredRowCleanup createCleanup(DatabaseClient database, DatabaseTransactions transactions) {
        return new ExpiredRowCleanup(
                "inbox-clean-up",
                "Forgets handled events that no topic can deliver again.",
                "inbox rows",
                Duration.ofHours(1),
                transactions,
                limit -> database.sql(R2dbcEventInbox.DELETE_OLD)
                        .bind("limit", limit)
                        .fetch()
                        .rowsUpdated());
    }

    final class PassThroughInbox implements EventInbox {

        private PassThroughInbox() {}

        @Override
        public Mono<Set<UUID>> handleOnce(String group, List<UUID> events, Function<UUID, Mono<Void>> effect) {
            return ShieldedExecution.fromCancellation(
                    Flux.fromIterable(events).concatMap(effect, 1).then(Mono.fromSupplier(() -> Set.copyOf(events))));
        }
    }

    final class R2dbcEventInbox implements EventInbox {

        private static final String MARK = """
                insert into inbox (consumer_group, event_id)
                select :group, event_id from unnest(:events) as event_id
                on conflict do nothing
                returning event_id
                """;

        private static final String DELETE_OLD = """
                delete from inbox
                 where ctid = any(array(select ctid from inbox
                                         where handled_at < now() - interval '8 days' limit :limit))
                """;

        private final DatabaseClient database;
        private final DatabaseTransactions transactions;

        private R2dbcEventInbox(DatabaseClient database, DatabaseTransactions transactions) {
            this.database = database;
            this.transactions = transactions;
        }

        @Override
        public Mono<Set<UUID>> handleOnce(String group, List<UUID> events, Function<UUID, Mono<Void>> effect) {
            return transactions.runInTransaction(markHandled(group, events)
                    .delayUntil(fresh -> Flux.fromIterable(events)
                            .distinct()
                            .filter(fresh::contains)
                            .concatMap(effect, 1)
                            .then()));
        }

        private Mono<Set<UUID>> markHandled(String group, List<UUID> events) {
            return database.sql(MARK)
                    .bind("group", group)
                    .bind("events", events.toArray(UUID[]::new))
                    .map(row -> readRequired(row, "event_id", UUID.class))
                    .all()
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
