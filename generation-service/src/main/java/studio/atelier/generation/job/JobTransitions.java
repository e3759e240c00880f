package studio.atelier.generation.job;

import static studio.atelier.platform.database.BatchRows.toJson;
import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.DatabaseColumns.toNullableParameter;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.generation.catalogue.ImageModels;
import studio.atelier.generation.catalogue.ImageModels.NumberedModelRoute;
import studio.atelier.generation.catalogue.ModelCatalogue;
import studio.atelier.generation.image.StoredImage;
import studio.atelier.generation.objectstore.StoredObjectKey;
import studio.atelier.generation.provider.ModelProperties.ProviderModelRoute;
import studio.atelier.generation.task.JobQueueProperties;
import studio.atelier.generation.task.JobQueueTasks.TaskQueuePlace;
import studio.atelier.generation.task.TaskLease;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.trace.CurrentTraceAndUser;
import tools.jackson.databind.json.JsonMapper;

/**
 * The steps that a job takes after its admission, each one statement, most of them of many jobs, with the events that
 * tell of it. A statement locks the rows of its jobs before it looks at them, in the order of their ids and before the
 * rows of their tasks (a claim after them, and never waiting), and a job whose guard does not hold is left as it is.
 */
@Repository
public class JobTransitions {

    /** From this long before the end of its wait, the POST of a declined job may already be answered. */
    private static final Duration MAY_BE_ANSWERED = Duration.ofMillis(500);

    /**
     * Billing's answers about holds. A client that still waits for its POST gets a refusal there and sees no job, so
     * the event of a declined job is not published before the POST may be answered.
     */
    private static final String APPLY_ANSWERS = """
            with call as (
                select *
                from jsonb_to_recordset(:calls) as call (
                    user_id uuid, hold_id uuid, answer text, source text, decline text, error_code text,
                    traceparent text)
            ), transition (answer, hold_state, next_state) as (values
                ('PLACED',   'ASKED',     'PLACED'),
                ('DECLINED', 'ASKED',     'DECLINED'),
                ('DECLINED', 'RELEASING', 'RELEASED'),
                ('CAPTURED', 'CAPTURING', 'CAPTURED'),
                ('CAPTURED', 'RELEASING', 'LOST'),
                ('RELEASED', 'ASKED',     'DECLINED'),
                ('RELEASED', 'RELEASING', 'RELEASED'),
                ('GONE',     'RELEASING', 'RELEASED'),
                ('GONE',     'CAPTURING', 'LOST'),
                ('REFUSED',  'CAPTURING', 'LOST'),
                ('REFUSED',  'RELEASING', 'LOST')
            ), locked as materialized (
                select job.id, job.hold_state, job.status, call.answer, call.source, call.decline, call.error_code,
                       call.traceparent
                from call
                join job on job.hold_id = call.hold_id
                order by job.id
                for no key update of job
            ), changed as (
                update job
                set hold_state = transition.next_state,
                    ask_again_at = null,
                    source = case transition.next_state when 'PLACED' then locked.source else job.source end,
                    watermark = case transition.next_state when 'PLACED' then locked.source = 'FREE' else job.watermark end,
                    queued_at = case transition.next_state when 'PLACED' then now() else job.queued_at end,
                    route = case transition.next_state
                        when 'PLACED' then
                            coalesce(cast(cast(:firstRoutes as jsonb) -> job.model ->> 'number' as smallint), job.route)
                        else job.route
                    end,
                    decline = case transition.next_state
                        when 'DECLINED' then cast(locked.decline as jsonb)
                        else job.decline
                    end,
                    error_code = case transition.next_state when 'DECLINED' then locked.error_code else job.error_code end,
                    status = case transition.next_state when 'DECLINED' then 'FAILED' else job.status end,
                    finished_at = case transition.next_state when 'DECLINED' then now() else job.finished_at end,
                    version = job.version + (transition.next_state in ('PLACED', 'DECLINED'))::integer
                from locked
                join transition using (answer, hold_state)
                where job.id = locked.id and (locked.hold_state <> 'ASKED' or locked.status = 'PENDING')
                returning job as updated, job.id, job.user_id, job.hold_state, job.created_at, locked.traceparent
            ), queued as (
                select *
                from enqueue_tasks((
                    select coalesce(jsonb_agg(jsonb_build_object(
                        'job_id', changed.id,
                        'queue', cast(:firstRoutes as jsonb) -> (changed.updated).model ->> 'queue',
                        'user_id', changed.user_id,
                        'weight', share.of_user -> 'weight',
                        'run_limit', share.of_user -> 'running',
                        'traceparent', changed.traceparent)), '[]')
                    from changed
                    cross join lateral (select queue_limits(changed.user_id, cast(:limits as jsonb)) as of_user) share
                    where changed.hold_state = 'PLACED'
                      and cast(:firstRoutes as jsonb) -> (changed.updated).model is not null
                ))
            ), released as (
                update upload_reservation
                set ends_at = least(ends_at, :serviceTime)
                from changed
                where upload_reservation.job_id = changed.id and changed.hold_state = 'DECLINED'
            ), shown as (
                select changed.*, queued.queue, queued.place,
                       queued.job_id is not null
                           or changed.hold_state = 'DECLINED'
                               and not (changed.updated).refused
                               and changed.created_at < clock_timestamp() - cast(:unanswered as interval) as published
                from changed
                left join queued on queued.job_id = changed.id
            ), told as (
                insert into outbox (event_type, topic, record_key, payload, traceparent)
                select 'job.changed.v1', 'user.notifications.v1', user_id, job_changed(updated, place), traceparent
                from shown
                where published
                order by id
            )
            select (shown.updated).*, shown.queue, shown.place, shown.published,
                   queue.paused and (queue.paused_until is null or queue.paused_until > now()) as queue_paused,
                   queue.paused_until as queue_paused_until
            from shown
            left join queue on queue.name = shown.queue
            """;

    /**
     * The claim of tasks and the start of their jobs; deadline and expected duration are those of the first start. A
     * job whose row is locked, because a user or an operator ends it just now, is claimed and not started: to wait for
     * its row while its task is locked could deadlock. The route is the one over the queue's provider, though an
     * operator may have put the model's routes into another order.
     */
    private static final String START = """
            with silent as materialized (
                select job_id
                from task
                where cast(:takeOver as boolean)
                  and queue = :queue and leased_by is not null and lease_until <= now()
                order by lease_until
                limit :slots
                for update skip locked
            ), taken_over as (
                update task
                set leased_by = :worker, lease_until = now() + cast(:lease as interval), epoch = task.epoch + 1
                from silent
                where task.job_id = silent.job_id
                returning task.*
            ), claimed as materialized (
                select *, true as taken_over from taken_over
                union all
                select *, false
                from claim_tasks(
                    :queue, :worker,
                    cast(greatest(0, :waitingSlots - (select count(*) from taken_over)) as integer),
                    cast(:lease as interval), cast(:rate as integer), cast(:period as interval),
                    cast(:total as integer), cast(:models as text[]))
            ), locked as materialized (
                select job.id, job.hold_state, job.status, job.started_at, claimed.traceparent
                from claimed
                join job on job.id = claimed.job_id
                order by job.id
                for no key update of job skip locked
            ), route as (
                select *
                from jsonb_to_recordset(:routes) as route (
                    model text, number smallint, provider text, provider_model text, expected_millis bigint)
            ), started as (
                update job
                set status = 'PROCESSING',
                    route = route.number,
                    provider = route.provider,
                    provider_model = route.provider_model,
                    started_at = coalesce(job.started_at, now()),
                    deadline_at = case
                        when job.started_at is null then now() + cast(:deadline as interval)
                        else job.deadline_at
                    end,
                    expected_millis = coalesce(job.expected_millis, route.expected_millis),
                    version = job.version + 1
                from locked
                join job as waiting on waiting.id = locked.id
                cross join lateral (
                    select *
                    from route
                    where route.model = waiting.model
                      and (route.provider = :queue or route.number = waiting.route)
                    order by route.provider = :queue desc, route.number = waiting.route desc
                    limit 1
                ) route
                where job.id = locked.id
                  and locked.hold_state = 'PLACED'
                  and locked.status in ('PENDING', 'PROCESSING')
                returning job as updated, job.id, job.user_id, locked.started_at is null as first, locked.traceparent
            ), told as (
                insert into outbox (event_type, topic, record_key, payload, traceparent)
                select 'job.changed.v1', 'user.notifications.v1', user_id, job_changed(updated, null), traceparent
                from started
                where first
                order by id
            )
            select claimed.job_id as task_job_id, claimed.queue as task_queue, claimed.user_id as task_user_id,
                   claimed.epoch as task_epoch, claimed.enqueued_at as task_enqueued_at,
                   claimed.traceparent as task_traceparent, claimed.taken_over,
                   started.id is not null as started, started.first, (started.updated).*
            from claimed
            left join started on started.id = claimed.job_id
            order by claimed.taken_over desc, claimed.tag, claimed.job_id
            """;

    /**
     * The job's row is locked before its task's. A job for which no provider was called waits in its next queue as one
     * that was never started: its run, and with it its deadline, begins there.
     */
    private static final String REROUTE = """
            with locked as materialized (
                select id from job where id = :job and status = 'PROCESSING' for no key update
            ), moved as (
                update task
                set leased_by = null, lease_until = null, epoch = task.epoch + 1, queue = :queue, not_before = now()
                from locked
                where task.job_id = locked.id and task.epoch = :epoch
                returning task.job_id
            )
            update job
            set route = :route,
                started_at = case when moved.called then job.started_at end,
                deadline_at = case when moved.called then job.deadline_at else job.wait_until end,
                expected_millis = case when moved.called then job.expected_millis end
            from (
                select job_id, exists (select 1 from provider_attempt where provider_attempt.job_id = moved.job_id) as called
                from moved
            ) moved
            where job.id = moved.job_id
            """;

    /** The first report does not fall behind what the estimate has shown. */
    private static final String REPORT_PROGRESS = """
            update job
            set reported_percent =
                    case when job.reported_percent is null then greatest(:percent, :estimated) else :percent end
            from task
            where job.id = :job and job.status = 'PROCESSING'
              and task.job_id = job.id and task.epoch = :epoch
              and coalesce(job.reported_percent, -1) < :percent
            returning job.*
            """;

    private static final String REQUEST_CANCELLATION = """
            update job
            set cancel_requested = true, version = version + 1
            where id = :id and status = 'PROCESSING' and not cancel_requested
            returning *
            """;

    /** Commands to billing that wait for an answer for too long; the wait doubles each time. */
    private static final String REPEAT_COMMANDS = """
            with due as materialized (
                select id
                from job
                where ask_again_at <= now()
                order by ask_again_at
                limit :limit
                for no key update skip locked
            ), repeated as (
                update job
                set hold_asks = job.hold_asks + 1,
                    ask_again_at = now() + least(
                        cast(:longest as interval), cast(:first as interval) * power(2, least(job.hold_asks + 1, 16)))
                from due
                where job.id = due.id
                returning job as updated, job.id, job.user_id
            ), told as (
                insert into outbox (event_type, topic, record_key, payload, traceparent)
                select event_type, 'billing.commands.v1', user_id, payload, :traceparent
                from (
                    select distinct on (case (updated).hold_state
                                        when 'ASKED' then coalesce((updated).batch_id, id)
                                        else id
                                        end)
                           id, user_id, updated
                    from repeated
                ) command
                cross join lateral hold_command(updated)
                order by id
            )
            select count(*) from repeated
            """;

    /** The end of jobs: with an image, which is charged, or without one. */
    private static final String END = """
            with call as (
                select *
                from jsonb_to_recordset(:calls) as call (
                    job_id uuid, guard text, epoch bigint, ending text, error_code text, release_reason text,
                    attempt_id uuid, content_type text, width integer, height integer, size_bytes bigint, sha256 text,
                    thumbnail_sha256 text, files text[], traceparent text)
            ), locked as materialized (
                select job.id, job.status, job.hold_state, job.deadline_at, job.wait_until, call.*
                from call
                join job on job.id = call.job_id
                order by job.id
                for no key update of job
            ), lease as materialized (
                select task.job_id, task.epoch
                from task
                where task.job_id in (select id from locked)
                order by task.job_id
                for update
            ), file as materialized (
                select object_key
                from stored_object
                where object_key in (select unnest(files) from locked) and state <> 'DISCARDED'
                order by object_key
                for no key update
            ), made_by as materialized (
                select id
                from provider_attempt
                where id in (select attempt_id from locked)
                order by id
                for no key update
            ), ended as (
                update job
                set status = locked.ending,
                    error_code = locked.error_code,
                    finished_at = now(),
                    hold_state = case locked.ending when 'COMPLETED' then 'CAPTURING' else 'RELEASING' end,
                    release_reason = locked.release_reason,
                    hold_asks = 0,
                    ask_again_at = now() + cast(:askAgain as interval),
                    run_millis = case locked.ending
                        when 'COMPLETED' then extract(epoch from now() - job.started_at) * 1000
                        else job.run_millis
                    end,
                    version = job.version + 1
                from locked
                left join lease on lease.job_id = locked.job_id
                where job.id = locked.id
                  and case locked.guard
                      when 'COMPLETES' then
                          locked.status = 'PROCESSING' and locked.hold_state = 'PLACED' and lease.epoch = locked.epoch
                          and (select count(*) from file where object_key = any(locked.files)) = cardinality(locked.files)
                      when 'UNDER_LEASE' then
                          locked.status in ('PENDING', 'PROCESSING') and lease.epoch = locked.epoch
                      when 'WAITING' then locked.status = 'PENDING'
                      when 'OVERDUE' then
                          locked.status = 'PROCESSING' and locked.deadline_at <= now()
                          or locked.status = 'PENDING' and locked.wait_until <= now()
                      when 'UNFINISHED' then locked.status in ('PENDING', 'PROCESSING')
                  end
                  and locked.hold_state in ('ASKED', 'PLACED')
                returning job as updated, job.user_id, locked.*
            ), released as (
                update upload_reservation
                set ends_at = least(ends_at, :serviceTime)
                from ended
                where upload_reservation.job_id = ended.job_id
            ), stored as (
                insert into image (
                    id, job_id, owner_id, content_type, width, height, size_bytes, sha256, thumbnail_sha256, watermark,
                    created_at)
                select
                    attempt_id, job_id, user_id, content_type, width, height, size_bytes, sha256, thumbnail_sha256,
                    (updated).watermark, :serviceTime
                from ended
                where ending = 'COMPLETED'
            ), kept as (
                update stored_object
                set state = 'KEPT'
                from ended
                where ending = 'COMPLETED' and object_key = any(ended.files)
            ), succeeded as (
                update provider_attempt
                set state = 'SUCCEEDED', finished_at = now()
                from ended
                join made_by on made_by.id = ended.attempt_id
                where provider_attempt.id = made_by.id and provider_attempt.state in ('CALLING', 'ACCEPTED')
            ), told as (
                insert into outbox (event_type, topic, record_key, payload, traceparent)
                select event_type, topic, user_id, payload, traceparent
                from ended
                cross join lateral (
                    select 1 as place, event_type, 'billing.commands.v1' as topic, payload from hold_command(updated)
                    union all
                    select 2, 'job.changed.v1', 'user.notifications.v1', job_changed(updated, null)
                ) event
                order by id, place
            )
            select (updated).*
            from ended
            where (select delete_tasks((select array_agg(job_id) from ended))) >= 0
            """;

    private final DatabaseClient database;
    private final JobRowMapping mapping;
    private final JobProperties properties;
    private final JsonMapper json;
    private final Clock clock;
    private final TransactionalOutbox outbox;
    private final JobChangeFollowUp followUp;
    private final ModelCatalogue catalogue;
    private final TypicalRunTimes timings;
    private final JobQueueProperties queueProperties;
    private final String limits;
    private final StatementBatcher<AnswerCall, UUID, AnsweredJob> answers;
    private final StatementBatcher<EndCall, UUID, Job> ends;

    JobTransitions(
            DatabaseClient database,
            JobRowMapping mapping,
            JobProperties properties,
            JobQueueProperties queueProperties,
            ModelCatalogue catalogue,
            TypicalRunTimes timings,
            JsonMapper json,
            Clock clock,
            TransactionalOutbox outbox,
            JobChangeFollowUp followUp,
            MeterRegistry meters) {
        this.database = database;
        this.mapping = mapping;
        this.properties = properties;
        this.json = json;
        this.clock = clock;
        this.outbox = outbox;
        this.followUp = followUp;
        this.catalogue = catalogue;
        this.timings = timings;
        this.queueProperties = queueProperties;
        this.limits = json.writeValueAsString(properties.allLimits());
        this.answers = new StatementBatcher<>(
                "apply-hold-answers", BatchLimits.usual(), AnswerCall::holdId, this::applyAll, meters);
        this.ends = new StatementBatcher<>("end-jobs", BatchLimits.usual(), EndCall::jobId, this::endAll, meters);
    }

    /**
     * Applies billing's answer to the job whose hold it is about, and puts an admitted job into its queue. Repeatable.
     *
     * @return empty if no job waits for this answer
     */
    public Mono<AnsweredJob> applyAnswer(HoldAnswer answer) {
        return Mono.defer(() -> answers.call(toCall(answer)))
                .delayUntil(answered -> answered.published()
                        ? followUp.showChange(answered.job(), answered.placeNumber())
                        : Mono.empty());
    }

    /** The same for answers about different users, in the caller's transaction; for tests of concurrency. */
    Mono<Map<UUID, AnsweredJob>> applyAnswers(List<HoldAnswer> given) {
        return Mono.defer(() -> applyAll(given.stream().map(this::toCall).toList()));
    }

    private AnswerCall toCall(HoldAnswer answer) {
        JobPaymentDecline decline = answer.decline();
        return new AnswerCall(
                answer.user().value(),
                answer.holdId(),
                answer.kind().name(),
                answer.source() == null ? null : answer.source().name(),
                decline == null ? null : json.writeValueAsString(decline),
                decline == null ? null : decline.toErrorCode().name(),
                CurrentTraceAndUser.findTraceparent());
    }

    private Mono<Map<UUID, AnsweredJob>> applyAll(List<AnswerCall> calls) {
        return catalogue.readModels().flatMap(models -> applyAll(calls, models));
    }

    private Mono<Map<UUID, AnsweredJob>> applyAll(List<AnswerCall> calls, ImageModels models) {
        Map<String, FirstRoute> firstRoutes = models.listFirstRoutes()
                .collect(Collectors.toMap(
                        NumberedModelRoute::model,
                        first -> new FirstRoute(first.route().provider(), first.number())));
        return database.sql(APPLY_ANSWERS)
                .bind("calls", toJson(calls))
                .bind("firstRoutes", Json.of(json.writeValueAsString(firstRoutes)))
                .bind("limits", Json.of(limits))
                .bind("serviceTime", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("unanswered", toInterval(properties.admissionWait().minus(MAY_BE_ANSWERED)))
                .map(this::toAnsweredJob)
                .all()
                .collectMap(answered -> answered.job().payment().holdId())
                .delayUntil(done -> outbox.publishInserted());
    }

    private AnsweredJob toAnsweredJob(Readable row) {
        return new AnsweredJob(
                mapping.toJob(row),
                readOptional(row, "queue", String.class),
                toPlace(row),
                readRequired(row, "published", Boolean.class));
    }

    private static @Nullable TaskQueuePlace toPlace(Readable row) {
        Integer number = readOptional(row, "place", Integer.class);
        return number == null
                ? null
                : new TaskQueuePlace(
                        number,
                        readRequired(row, "queue_paused", Boolean.class),
                        readOptional(row, "queue_paused_until", Instant.class));
    }

    /**
     * Claims tasks of a queue for a worker, first those that silent workers hold, then waiting ones in the order of
     * users' turns, and starts or resumes their jobs on the routes that the jobs' rows name.
     */
    public Mono<List<ClaimedJob>> claimJobs(JobClaim claim) {
        return listRoutes().flatMap(routes -> claimAll(claim, routes));
    }

    private Mono<List<RouteRow>> listRoutes() {
        return catalogue
                .readModels()
                .flatMapIterable(models -> models.listRoutes().toList())
                .concatMap(route -> timings.findTypicalRunTime(route.model())
                        .map(expected -> new RouteRow(
                                route.model(),
                                route.number(),
                                route.route().provider(),
                                route.route().model(),
                                expected.toMillis())))
                .collectList();
    }

    private Mono<List<ClaimedJob>> claimAll(JobClaim claim, List<RouteRow> routes) {
        return database.sql(START)
                .bind("takeOver", claim.takeOver())
                .bind("queue", claim.queue())
                .bind("worker", claim.worker())
                .bind("slots", claim.slots())
                .bind("waitingSlots", claim.takeWaiting() ? claim.slots() : 0)
                .bind("lease", toInterval(queueProperties.lease()))
                .bind("rate", toNullableParameter(queueProperties.rateOf(claim.queue()), Integer.class))
                .bind("period", toInterval(queueProperties.ratePeriodOf(claim.queue())))
                .bind("total", toNullableParameter(queueProperties.totalSlotsOf(claim.queue()), Integer.class))
                .bind("models", toNullableParameter(claim.toModelArray(), String[].class))
                .bind("routes", toJson(routes))
                .bind("deadline", toInterval(properties.runDeadline()))
                .map(this::toClaimedJob)
                .all()
                .collectList()
                .delayUntil(claimed ->
                        claimed.stream().anyMatch(ClaimedJob::first) ? outbox.publishInserted() : Mono.empty());
    }

    private ClaimedJob toClaimedJob(Readable row) {
        TaskLease lease = new TaskLease(
                readRequired(row, "task_job_id", UUID.class),
                readRequired(row, "task_queue", String.class),
                new UserId(readRequired(row, "task_user_id", UUID.class)),
                readRequired(row, "task_epoch", Long.class),
                readRequired(row, "task_enqueued_at", Instant.class),
                row.get("task_traceparent", String.class),
                readRequired(row, "taken_over", Boolean.class));
        return readRequired(row, "started", Boolean.class)
                ? new ClaimedJob(lease, mapping.toJob(row), readRequired(row, "first", Boolean.class))
                : new ClaimedJob(lease, null, false);
    }

    /** Shows that the job is started, if it is for the first time; to be called in the context of its run. */
    public Mono<Void> showStart(ClaimedJob claimed) {
        Job job = claimed.job();
        return claimed.first() && job != null ? followUp.showChange(job, null) : Mono.empty();
    }

    /** Moves the job to the queue of its next route; false if the lease is lost. */
    public Mono<Boolean> rerouteJob(TaskLease lease, int number, ProviderModelRoute route) {
        return database.sql(REROUTE)
                .bind("job", lease.jobId())
                .bind("epoch", lease.epoch())
                .bind("queue", route.provider())
                .bind("route", number)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /**
     * Records how far a running job is, as its provider says.
     *
     * @param percent 0 to 99
     * @param estimated what was shown until now, if nothing was reported before; 0 to 99
     * @return the changed job; empty if it is at least as far already, or the lease is lost
     */
    public Mono<Job> reportProgress(TaskLease lease, int percent, int estimated) {
        return database.sql(REPORT_PROGRESS)
                .bind("job", lease.jobId())
                .bind("epoch", lease.epoch())
                .bind("percent", (short) percent)
                .bind("estimated", (short) estimated)
                .map(mapping::toJob)
                .one()
                .delayUntil(followUp::showProgress);
    }

    /** Requests the cancellation of a running job; empty if it does not run, or its cancellation is requested. */
    public Mono<Job> requestCancellation(UUID jobId) {
        return database.sql(REQUEST_CANCELLATION)
                .bind("id", jobId)
                .map(mapping::toJob)
                .one();
    }

    /** Repeats commands to billing whose answer is overdue, and emits how many. */
    public Mono<Long> repeatCommands(int limit) {
        return Mono.defer(() -> database.sql(REPEAT_COMMANDS)
                        .bind("limit", limit)
                        .bind("longest", toInterval(properties.askAgainAtMost()))
                        .bind("first", toInterval(properties.askAgainAfter()))
                        .bind("traceparent", toNullableParameter(CurrentTraceAndUser.findTraceparent(), String.class))
                        .mapValue(Long.class)
                        .one())
                .delayUntil(repeated -> repeated > 0 ? outbox.publishInserted() : Mono.empty());
    }

    /** Ends the job; empty if its guard does not hold. */
    public Mono<Job> endJob(JobEnding ending) {
        return Mono.defer(() -> ends.call(toCall(ending))).delayUntil(job -> followUp.showChange(job, null));
    }

    /**
     * Ends those of the jobs whose guards hold, in statements of the usual size, and in the caller's transaction if
     * there is one.
     */
    public Flux<Job> endJobs(List<JobEnding> endings) {
        return Flux.fromIterable(endings)
                .map(JobTransitions::toCall)
                .buffer(BatchLimits.usual().mostTogether())
                .concatMap(this::endAll)
                .flatMapIterable(Map::values)
                .delayUntil(job -> followUp.showChange(job, null));
    }

    private static EndCall toCall(JobEnding ending) {
        StoredImage image = ending.image();
        return new EndCall(
                ending.jobId(),
                ending.guard().name(),
                ending.epoch(),
                ending.status().name(),
                ending.error() == null ? null : ending.error().name(),
                ending.releaseReason(),
                image == null ? null : image.id(),
                image == null ? null : image.contentType(),
                image == null ? null : image.width(),
                image == null ? null : image.height(),
                image == null ? null : image.sizeBytes(),
                image == null ? null : image.sha256(),
                image == null ? null : image.thumbnailSha256(),
                image == null
                        ? List.of()
                        : image.files().stream().map(StoredObjectKey::toString).toList(),
                CurrentTraceAndUser.findTraceparent());
    }

    private Mono<Map<UUID, Job>> endAll(List<EndCall> calls) {
        return database.sql(END)
                .bind("calls", toJson(calls))
                .bind("serviceTime", clock.instant().atOffset(ZoneOffset.UTC))
                .bind("askAgain", toInterval(properties.askAgainAfter(0)))
                .map(mapping::toJob)
                .all()
                .collectMap(Job::id)
                .delayUntil(done -> outbox.publishInserted());
    }

    /**
     * A job after billing's answer.
     *
     * @param queue where its task waits, if the hold is placed and its model has a provider
     * @param place of the task in the queue
     * @param published whether its user is told of the change
     */
    public record AnsweredJob(
            Job job, @Nullable String queue, @Nullable TaskQueuePlace place, boolean published) {

        private @Nullable Integer placeNumber() {
            return place == null ? null : place.number();
        }
    }

    private record AnswerCall(
            UUID userId,
            UUID holdId,
            String answer,
            @Nullable String source,
            @Nullable String decline,
            @Nullable String errorCode,
            @Nullable String traceparent) {}

    /**
     * Which tasks a worker claims.
     *
     * @param slots how many at most, 1 or more
     * @param takeWaiting whether waiting tasks are claimed
     * @param takeOver whether tasks of silent workers are taken over
     * @param models whose waiting tasks are claimed; null for those of all models
     */
    public record JobClaim(
            String queue,
            UUID worker,
            int slots,
            boolean takeWaiting,
            boolean takeOver,
            @Nullable Set<String> models) {

        /** Copies the models. */
        public JobClaim {
            models = models == null ? null : Set.copyOf(models);
        }

        /** A claim of waiting tasks of all models, if of any. */
        public JobClaim(String queue, UUID worker, int slots, boolean takeWaiting, boolean takeOver) {
            this(queue, worker, slots, takeWaiting, takeOver, null);
        }

        private String @Nullable [] toModelArray() {
            return models == null ? null : models.toArray(String[]::new);
        }
    }

    /**
     * A claimed task and its job, which runs.
     *
     * @param job null if the job is not started: its model has no such route any more, or its row is locked
     * @param first whether it had not been started before
     */
    public record ClaimedJob(TaskLease lease, @Nullable Job job, boolean first) {}

    private record FirstRoute(String queue, int number) {}

    private record RouteRow(String model, int number, String provider, String providerModel, long expectedMillis) {}

    private record EndCall(
            UUID jobId,
            String guard,
            @Nullable Long epoch,
            String ending,
            @Nullable String errorCode,
            @Nullable String releaseReason,
            @Nullable UUID attemptId,
            @Nullable String contentType,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Long sizeBytes,
            @Nullable String sha256,
            @Nullable String thumbnailSha256,
            List<String> files,
            @Nullable String traceparent) {}
}
