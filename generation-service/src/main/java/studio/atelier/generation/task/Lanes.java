package studio.atelier.generation.task;

import static studio.atelier.generation.database.Intervals.interval;
import static studio.atelier.platform.database.Columns.nullable;
import static studio.atelier.platform.database.Columns.optional;
import static studio.atelier.platform.database.Columns.required;

import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.operator.OperatorNotice;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.event.Outbox;

/** The lanes themselves: their state, their rate, and who serves them. */
@Component
public class Lanes {

    private static final Logger log = LoggerFactory.getLogger(Lanes.class);

    /** Counting what waits stops here. */
    private static final int COUNTED = 10_000;

    private static final String STATES = """
            select l.name, l.pause_reason, l.paused_until,
                   l.paused and (l.paused_until is null or l.paused_until > now()) as paused,
                   (select count(*) from (select 1 from task t
                     where t.lane = l.name and t.leased_by is null limit %1$d) w) as waiting,
                   (select count(*) from (select 1 from task t
                     where t.lane = l.name and t.leased_by is not null limit %1$d) r) as running,
                   (select t.enqueued_at from task t
                     where t.lane = l.name and t.leased_by is null order by t.tag, t.job_id limit 1) as first_since
            from lane l
            """.formatted(COUNTED);

    private static final String PAUSE = """
            with before as (
                select name, paused and (paused_until is null or paused_until > now()) as was_paused
                from lane where name = :lane for update
            )
            update lane l
            set paused = true, pause_reason = :reason, paused_at = now(), paused_until = :until
            from before
            where l.name = before.name
              and (cast(:until as timestamptz) is null or not l.paused or l.paused_until < :until)
            returning before.was_paused
            """;

    private static final String RESUME = """
            with before as (select name, paused as was_paused from lane where %s for update)
            update lane l
            set paused = false, pause_reason = null, paused_at = null, paused_until = null
            from before
            where l.name = before.name
            returning l.name, before.was_paused
            """;

    private final DatabaseClient database;
    private final Transactions transactions;
    private final Outbox outbox;
    private final LaneProperties properties;
    private final Clock clock;

    Lanes(DatabaseClient database, Transactions transactions, Outbox outbox, LaneProperties properties, Clock clock) {
        this.database = database;
        this.transactions = transactions;
        this.outbox = outbox;
        this.properties = properties;
        this.clock = clock;
    }

    /** Makes sure that these lanes exist. */
    public Mono<Void> open(Collection<String> names) {
        return Flux.fromIterable(names)
                .concatMap(name -> database.sql("insert into lane (name) values (:name) on conflict do nothing")
                        .bind("name", name)
                        .fetch()
                        .rowsUpdated())
                .then();
    }

    /** A token for one more call to the lane's provider; false if there is none now, or the lane is paused. */
    public Mono<Boolean> takeToken(String lane) {
        return database.sql("select take_lane_tokens(:lane, 1, cast(:rate as integer), cast(:period as interval))"
                        + " as granted")
                .bind("lane", lane)
                .bind("rate", nullable(properties.rateOf(lane), Integer.class))
                .bind("period", interval(properties.ratePeriodOf(lane)))
                .map(row -> required(row, "granted", Integer.class) > 0)
                .one();
    }

    /**
     * Stops claims from the lane; what runs, runs on. A pause is never made shorter: not by one that ends by itself, as
     * long as the one before lasts longer or until somebody resumes the lane.
     *
     * @param until when it resumes by itself, or null if somebody has to
     * @return false if there is no such lane, or it is paused for longer already
     */
    public Mono<Boolean> pause(String lane, String reason, @Nullable Instant until) {
        return transactions.run(database.sql(PAUSE)
                .bind("lane", lane)
                .bind("reason", reason)
                .bind("until", nullable(until, Instant.class))
                .map(row -> required(row, "was_paused", Boolean.class))
                .one()
                .delayUntil(wasPaused -> wasPaused ? Mono.empty() : outbox.append(pauseNotice(lane, reason, until)))
                .doOnNext(wasPaused -> log.warn(
                        "Lane {} is paused until {}: {}", lane, until == null ? "it is resumed" : until, reason))
                .hasElement());
    }

    private OperatorNotice pauseNotice(String lane, String reason, @Nullable Instant until) {
        Map<String, String> details =
                until == null ? Map.of("reason", reason) : Map.of("reason", reason, "until", until.toString());
        return new OperatorNotice(OperatorNotice.Kind.QUEUE_PAUSED, lane, details, clock.instant());
    }

    /** Lets claims from the lane go on; false if there is no such lane. */
    public Mono<Boolean> resume(String lane) {
        return transactions.run(database.sql(RESUME.formatted("name = :lane"))
                .bind("lane", lane)
                .map(row -> required(row, "was_paused", Boolean.class))
                .one()
                .delayUntil(wasPaused -> wasPaused ? outbox.append(resumeNotice(lane)) : Mono.empty())
                .hasElement());
    }

    /** Notes of each pause that has ended by itself, and says of how many. */
    Mono<Long> noteEndedPauses() {
        return transactions.run(database.sql(RESUME.formatted("paused and paused_until <= now()"))
                .map(row -> required(row, "name", String.class))
                .all()
                .collectList()
                .delayUntil(lanes ->
                        outbox.appendAll(lanes.stream().map(this::resumeNotice).toList()))
                .map(lanes -> (long) lanes.size()));
    }

    private OperatorNotice resumeNotice(String lane) {
        return new OperatorNotice(OperatorNotice.Kind.QUEUE_RESUMED, lane, Map.of(), clock.instant());
    }

    /** How each lane stands; waiting and running are counted to {@value #COUNTED}. */
    public Flux<State> states() {
        return database.sql(STATES + "order by l.name").map(row -> read(row)).all();
    }

    /** The state of one lane; empty if there is none of this name. */
    public Mono<State> state(String lane) {
        return database.sql(STATES + "where l.name = :lane")
                .bind("lane", lane)
                .map(row -> read(row))
                .one();
    }

    /** Jobs that wait in the lane, the first of them, to be ended by an operator. */
    public Flux<UUID> waitingJobs(String lane, int most) {
        return database.sql("select job_id from task where lane = :lane and leased_by is null"
                        + " order by tag, job_id limit :most")
                .bind("lane", lane)
                .bind("most", most)
                .map(row -> required(row, "job_id", UUID.class))
                .all();
    }

    private static State read(Readable row) {
        return new State(
                required(row, "name", String.class),
                required(row, "paused", Boolean.class),
                optional(row, "pause_reason", String.class),
                optional(row, "paused_until", Instant.class),
                required(row, "waiting", Long.class),
                required(row, "running", Long.class),
                optional(row, "first_since", Instant.class));
    }

    /**
     * How a lane stands.
     *
     * @param firstSince since when the next to be served waits
     */
    public record State(
            String name,
            boolean paused,
            @Nullable String pauseReason,
            @Nullable Instant pausedUntil,
            long waiting,
            long running,
            @Nullable Instant firstSince) {}
}
