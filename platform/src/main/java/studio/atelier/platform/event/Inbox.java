package studio.atelier.platform.event;

import static studio.atelier.platform.database.Columns.required;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.Shielded;
import studio.atelier.platform.database.Transactions;

/** Sees to it that an event takes effect once for each consumer group. */
interface Inbox {

    /**
     * Lets those of the events take effect that have not, in this order; either all of them, or, if there are marks,
     * none.
     *
     * @param events ids; one that comes twice takes effect once
     * @return those that took effect now
     */
    Mono<Set<UUID>> once(String group, List<UUID> events, Function<UUID, Mono<Void>> effect);

    /**
     * How many events may share a call. Few enough that, when everything is busy, the locks of the first are held for
     * some tenths of a second.
     */
    default int mostTogether() {
        return 20;
    }

    /** Without marks: for effects that bear repetition by themselves, each committed by itself. */
    static Inbox none() {
        return new Without();
    }

    /** Marks and effects in one transaction. */
    static Inbox in(DatabaseClient database, Transactions transactions) {
        return new InTable(database, transactions);
    }

    final class Without implements Inbox {

        private Without() {}

        @Override
        public Mono<Set<UUID>> once(String group, List<UUID> events, Function<UUID, Mono<Void>> effect) {
            return Shielded.fromCancellation(
                    Flux.fromIterable(events).concatMap(effect, 1).then(Mono.fromSupplier(() -> Set.copyOf(events))));
        }
    }

    final class InTable implements Inbox {

        private static final String MARK = """
                insert into inbox (consumer_group, event_id)
                select :group, event_id from unnest(:events) as event_id
                on conflict do nothing
                returning event_id
                """;

        private final DatabaseClient database;
        private final Transactions transactions;

        private InTable(DatabaseClient database, Transactions transactions) {
            this.database = database;
            this.transactions = transactions;
        }

        @Override
        public Mono<Set<UUID>> once(String group, List<UUID> events, Function<UUID, Mono<Void>> effect) {
            return transactions.run(mark(group, events)
                    .delayUntil(fresh -> Flux.fromIterable(events)
                            .distinct()
                            .filter(fresh::contains)
                            .concatMap(effect, 1)
                            .then()));
        }

        private Mono<Set<UUID>> mark(String group, List<UUID> events) {
            return database.sql(MARK)
                    .bind("group", group)
                    .bind("events", events.toArray(UUID[]::new))
                    .map(row -> required(row, "event_id", UUID.class))
                    .all()
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}
