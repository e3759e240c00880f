package studio.atelier.platform.event;

import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import studio.atelier.platform.database.Transactions;

/** Sees to it that an event takes effect once for each consumer group. */
interface Inbox {

    /**
     * Lets the event take effect, unless it has.
     *
     * @return whether it took effect now
     */
    Mono<Boolean> once(String group, UUID eventId, Mono<Void> effect);

    /** Of a service without a database, whose handlers must bear repetition by themselves. */
    static Inbox none() {
        return (group, eventId, effect) -> effect.thenReturn(true);
    }

    /** Mark and effect in one transaction. */
    static Inbox in(DatabaseClient database, Transactions transactions) {
        return (group, eventId, effect) -> transactions.run(database.sql(
                        "insert into inbox (consumer_group, event_id) values (:group, :event) on conflict do nothing")
                .bind("group", group)
                .bind("event", eventId)
                .fetch()
                .rowsUpdated()
                .flatMap(marked -> marked == 1 ? effect.thenReturn(true) : Mono.just(false)));
    }
}
