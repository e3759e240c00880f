package studio.atelier.local.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import studio.atelier.local.settings.Environment;

/**
 * Every query on a table of a service: what the doctor knows of their schemas. A test applies the services' migrations
 * and explains each of them. {@code :grace} is the grace in seconds, {@code :service} the service in lower case.
 */
enum DoctorQuery {
    UNBALANCED("BILLING", """
            select 'unit ' || unit || ': the entries add up to ' || sum(amount)
              from entry group by unit having sum(amount) <> 0
            union all
            select 'transaction ' || transaction_id || ': its entries in ' || unit || ' add up to ' || sum(amount)
              from entry group by transaction_id, unit having sum(amount) <> 0
            """),

    BALANCE_IS_NOT_ITS_ENTRIES("BILLING", """
            with booked as (
                select account_id, unit::text as source, sum(amount) as units from entry
                 where account_id in (select id from account where user_id is not null) group by 1, 2),
            shown as (select account_id, source::text, units from account_balance)
            select 'account ' || account_id || ' shows ' || coalesce(shown.units, 0) || ' ' || source
                   || ', its entries say ' || coalesce(booked.units, 0)
              from shown full join booked using (account_id, source)
             where coalesce(shown.units, 0) <> coalesce(booked.units, 0)
            """),

    BALANCE_IS_NOT_ITS_LOTS("BILLING", """
            with stored as (
                select account_id, source::text, sum(remaining) as units, sum(held) as held from lot group by 1, 2),
            shown as (select account_id, source::text, units, held from account_balance)
            select 'account ' || account_id || ': ' || coalesce(shown.units, 0) || ' ' || source || ', '
                   || coalesce(shown.held, 0) || ' held; its lots have ' || coalesce(stored.units, 0) || ', '
                   || coalesce(stored.held, 0) || ' held'
              from shown full join stored using (account_id, source)
             where (coalesce(shown.units, 0), coalesce(shown.held, 0))
                   is distinct from (coalesce(stored.units, 0), coalesce(stored.held, 0))
            union all
            select 'account ' || account_id || ': ' || source || ' is ' || units || ' with ' || held || ' held'
              from shown where held < 0 or units < held
            """),

    HOLD_WITHOUT_END("BILLING", """
            select 'hold ' || id || ' was due at ' || expires_at || ' and is still held'
              from hold where status = 'held' and expires_at < now() - interval '15 minutes'
            """),

    HOLD_ENDED_OTHERWISE_THAN_ONCE("BILLING", """
            select 'hold ' || h.id || ' is ' || h.status || ' and was charged ' || count(t.id) || ' times'
              from hold h
              left join transaction t on t.hold_id = h.id and t.kind in ('capture', 'late-capture', 'write-off')
             group by h.id, h.status
            having count(t.id) <> case h.status when 'captured' then 1 else 0 end
            """),

    HELD_UNITS_WITHOUT_HOLD("BILLING", """
            select 'lot ' || l.id || ' has ' || l.held || ' held, its open holds name ' || coalesce(sum(n.amount), 0)
              from lot l
              left join (select hl.lot_id, hl.amount from hold_lot hl
                           join hold h on h.id = hl.hold_id and h.status = 'held') n on n.lot_id = l.id
             group by l.id, l.held
            having l.held <> coalesce(sum(n.amount), 0)
            """),

    BOOKED_TWICE("BILLING", """
            select 'key ' || idempotency_key || ' was booked ' || count(*) || ' times'
              from transaction group by idempotency_key having count(*) > 1
            union all
            select 'hold ' || hold_id || ' was charged ' || count(*) || ' times'
              from transaction
             where hold_id is not null and kind in ('capture', 'late-capture', 'write-off')
             group by hold_id having count(*) > 1
            """),

    STUCK_JOBS("GENERATION", """
            select 'job ' || id || ' is PENDING since ' || created_at || ', though it may wait until ' || wait_until
              from job
             where status = 'PENDING' and wait_until < now() - interval ':grace seconds'
            union all
            select 'job ' || id || ' is PROCESSING, though its deadline was ' || deadline_at
              from job
             where status = 'PROCESSING' and deadline_at < now() - interval ':grace seconds'
            union all
            select 'job ' || j.id || ' is ' || j.status || ', but its task is still there'
              from job j join task t on t.job_id = j.id
             where j.finished_at < now() - interval ':grace seconds'
            union all
            select 'job ' || j.id || ' is ' || j.status || ' and paid for, but has no task'
              from job j
             where j.status in ('PENDING', 'PROCESSING') and j.hold_state = 'PLACED'
               and j.queued_at < now() - interval ':grace seconds'
               and not exists (select from task t where t.job_id = j.id)
            """),

    ENDED_JOBS("GENERATION", """
            select id, hold_id, status from job
             where status in ('COMPLETED', 'FAILED', 'CANCELLED') and finished_at < now() - interval ':grace seconds'
            """),

    HOLD_STATUSES("BILLING", "select id, status from hold"),

    COMPLETED_WITHOUT_IMAGE("GENERATION", """
            select 'job ' || j.id || ' is COMPLETED without an image'
              from job j
             where j.status = 'COMPLETED' and j.deleted_at is null and j.finished_at > now() - interval '1 day'
               and not exists (select from image i where i.job_id = j.id)
            """),

    NEWEST_IMAGES("GENERATION", "select id, sha256, content_type from image order by created_at desc limit " + 2_000),

    TOO_MANY_PROVIDER_CALLS("GENERATION", """
            select 'job ' || job_id || ' called a provider ' || count(*) || ' times'
              from provider_attempt
             where state <> 'REJECTED'
             group by job_id having count(*) > %d
            """.formatted(DoctorQuery.MAX_PROVIDER_CALLS)),

    UNPUBLISHED_EVENTS(null, """
            select 'event of :service of ' || record_key || ' waits since ' || created_at || ' in the outbox'
              from outbox where created_at < now() - interval ':grace seconds'
            """),

    UNANSWERED_COMMANDS("GENERATION", """
            select 'job ' || id || ': its hold is ' || hold_state || ' since ' || ask_again_at || ' without an answer'
              from job where ask_again_at < now() - interval ':grace seconds'
            """),

    IDLE_IN_TRANSACTION("BILLING", """
            select 'connection ' || pid || ' of ' || usename || ' does nothing in a transaction since ' || state_change
              from pg_stat_activity
             where state like 'idle in transaction%' and state_change < now() - interval '5 seconds'
            """),

    NEWEST_PROMPTS("GENERATION", """
            select parameters ->> 'prompt' from job
             where length(parameters ->> 'prompt') >= 12 order by created_at desc limit 500
            """),

    QUEUES("GENERATION", """
            select name,
                   case when paused and (paused_until is null or paused_until > now()) then pause_reason end,
                   extract(epoch from paused_until)::bigint,
                   (select count(*) from (select 1 from task where queue = name and leased_by is null limit 10000) waits)
              from queue order by name
            """);

    /** The default of {@code atelier.generation.work.max-attempts}, checked by the same test. */
    static final int MAX_PROVIDER_CALLS = 3;

    private final @Nullable String service;
    private final String sql;

    /**
     * A query on the tables of a service.
     *
     * @param service {@code BILLING}, {@code GENERATION}, {@code AUTH} or {@code CHAT}; null for every one of them
     */
    DoctorQuery(@Nullable String service, String sql) {
        this.service = service;
        this.sql = sql;
    }

    /** The services that have these tables. */
    List<String> services() {
        return service == null ? Environment.DATABASES : List.of(service);
    }

    String sql() {
        return sql;
    }
}
