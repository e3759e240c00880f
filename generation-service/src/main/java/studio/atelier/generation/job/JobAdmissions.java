package studio.atelier.generation.job;

import static studio.atelier.platform.database.BatchRows.toJson;
import static studio.atelier.platform.database.DatabaseColumns.readOptional;
import static studio.atelier.platform.database.DatabaseColumns.readRequired;
import static studio.atelier.platform.database.PostgresIntervals.toInterval;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.TraceContext;
import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;
import studio.atelier.contracts.UserId;
import studio.atelier.contracts.balance.Source;
import studio.atelier.contracts.billing.Funding;
import studio.atelier.generation.operation.PlannedProviderWork;
import studio.atelier.generation.upload.UploadProperties;
import studio.atelier.platform.database.StatementBatcher;
import studio.atelier.platform.database.StatementBatcher.BatchLimits;
import studio.atelier.platform.idempotency.IdempotencyKey;
import studio.atelier.platform.idempotency.RequestBodyHash;
import studio.atelier.platform.outbox.TransactionalOutbox;
import studio.atelier.platform.trace.CurrentTraceAndUser;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes new jobs, many in one statement: the request's key, the job, the reservation of its uploads and the command to
 * hold its price, all or nothing for each.
 */
@Repository
public class JobAdmissions {

    /**
     * The admissions of a user wait for each other, so that the limit of waiting jobs holds. Uploads are locked against
     * deletion until the reservations' foreign keys protect them. The jobs of a batch are one request: all or none.
     */
    private static final String ADMIT = """
            with call as (
                select *
                from jsonb_to_recordset(:calls) as call (
                    job_id uuid, batch_id uuid, batch_position smallint, user_id uuid, key text, body_hash text,
                    operation text, parameters text, model text, prompt text, prompt_version text, inputs uuid[],
                    image_parameters text, price bigint, unit text, funding text, expected_source text, hold_id uuid,
                    retry_of uuid, trace_id text, traceparent text)
            ), request as materialized (
                select user_id, key, body_hash, coalesce(batch_id, job_id) as resource_id, count(*) as jobs,
                       min(traceparent) as traceparent
                from call
                group by user_id, key, body_hash, coalesce(batch_id, job_id)
                order by user_id
            ), waiting as materialized (
                select user_id, count_waiting_jobs(user_id) as jobs from request order by user_id
            ), usable as materialized (
                select upload.owner_id, upload.id
                from upload
                join call on call.user_id = upload.owner_id and upload.id = any(call.inputs)
                where upload.expires_at > :serviceTime
                   or exists (select from upload_reservation
                              where upload_id = upload.id and ends_at > :keptFrom)
                order by upload.id
                for key share of upload
            ), usable_image as materialized (
                select image.owner_id, image.id
                from image
                join call on call.user_id = image.owner_id and image.id = any(call.inputs)
            ), guarded as materialized (
                select request.*, waiting.jobs + request.jobs > limits.most as is_full, limits.most,
                       (select input
                        from call
                        cross join unnest(call.inputs) as input
                        where call.user_id = request.user_id
                          and (request.user_id, input) not in (
                              select owner_id, id from usable union all select owner_id, id from usable_image)
                        limit 1) as missing
                from request
                join waiting using (user_id)
                cross join lateral (
                    select (queue_limits(request.user_id, cast(:limits as jsonb)) ->> 'waiting')::bigint as most
                ) limits
            ), taken as (
                select resource_id
                from take_idempotency_keys((
                    select coalesce(jsonb_agg(jsonb_build_object(
                        'user_id', user_id, 'key', key, 'body_hash', body_hash, 'resource_id', resource_id)), '[]')
                    from guarded
                    where missing is null and not is_full
                ))
            ), added as (
                insert into job (
                    id, batch_id, batch_position, user_id, operation, parameters, model, prompt, prompt_version, inputs,
                    image_parameters, price, unit, funding, expected_source, hold_id, hold_expires_at, ask_again_at,
                    wait_until, retry_of, trace_id)
                select
                    job_id, batch_id, batch_position, user_id, operation, cast(parameters as jsonb), model, prompt,
                    prompt_version, inputs, cast(image_parameters as jsonb), price, unit, funding, expected_source,
                    hold_id, now() + cast(:holdFor as interval), now() + cast(:askAgain as interval),
                    now() + cast(:waitFor as interval), retry_of, trace_id
                from call
                join taken on taken.resource_id = coalesce(call.batch_id, call.job_id)
                returning job as inserted, job.id, job.user_id, job.batch_id, job.batch_position,
                          coalesce(job.batch_id, job.id) as resource_id
            ), reserved as (
                insert into upload_reservation (upload_id, job_id, ends_at)
                select distinct input, added.id, cast(:keptUntil as timestamptz)
                from added
                cross join unnest((added.inserted).inputs) as input
                where (added.user_id, input) in (select owner_id, id from usable)
            ), told as (
                insert into outbox (event_type, topic, record_key, payload, traceparent)
                select event_type, 'billing.commands.v1', guarded.user_id, payload, guarded.traceparent
                from (
                    select resource_id, event_type, payload
                    from added
                    cross join lateral hold_command(added.inserted)
                    where batch_id is null
                    union all
                    select resource_id, event_type, payload
                    from (
                        select resource_id, array_agg(inserted order by batch_position) as jobs
                        from added
                        where batch_id is not null
                        group by resource_id
                    ) batch
                    cross join lateral hold_group_command(batch.jobs)
                ) command
                join guarded using (resource_id)
                order by resource_id
            )
            select guarded.user_id as caller, guarded.missing, guarded.is_full, guarded.most, (added.inserted).*
            from guarded
            left join added using (resource_id)
            order by added.batch_position
            """;

    private final DatabaseClient database;
    private final JobRowMapping mapping;
    private final JobProperties properties;
    private final UploadProperties uploads;
    private final TransactionalOutbox outbox;
    private final Clock clock;
    private final JsonMapper json;
    private final String limits;
    private final StatementBatcher<AdmissionCall, UUID, AdmissionResult> admissions;

    JobAdmissions(
            DatabaseClient database,
            JobRowMapping mapping,
            JobProperties properties,
            UploadProperties uploads,
            TransactionalOutbox outbox,
            Clock clock,
            JsonMapper json,
            MeterRegistry meters) {
        this.database = database;
        this.mapping = mapping;
        this.properties = properties;
        this.uploads = uploads;
        this.outbox = outbox;
        this.clock = clock;
        this.json = json;
        this.limits = json.writeValueAsString(properties.allLimits());
        this.admissions = new StatementBatcher<>(
                "admit-jobs", BatchLimits.usual(), AdmissionCall::userId, this::admitAll, meters);
    }

    /** Writes the job with all that belongs to it, unless a guard refuses it. */
    public Mono<AdmissionResult> admitJob(NewJobRow job) {
        return Mono.defer(() -> admissions.call(toCall(job)));
    }

    /** Writes the jobs of a user's batch, all or none of them. */
    public Mono<AdmissionResult> admitBatch(UUID batchId, List<NewJobRow> jobs) {
        return Mono.defer(() -> admissions.call(toCall(batchId, jobs)));
    }

    /** The same for jobs of different users, in the caller's transaction if there is one; for tests of concurrency. */
    Mono<Map<UUID, AdmissionResult>> admitJobs(List<NewJobRow> jobs) {
        return Mono.defer(() -> admitAll(jobs.stream().map(this::toCall).toList()));
    }

    private AdmissionCall toCall(NewJobRow job) {
        return new AdmissionCall(job.user().value(), List.of(toRow(job, null, null)));
    }

    private AdmissionCall toCall(UUID batchId, List<NewJobRow> jobs) {
        return new AdmissionCall(
                jobs.getFirst().user().value(),
                IntStream.range(0, jobs.size())
                        .mapToObj(position -> toRow(jobs.get(position), batchId, position))
                        .toList());
    }

    private AdmittedRow toRow(NewJobRow job, @Nullable UUID batchId, @Nullable Integer batchPosition) {
        PlannedProviderWork work = job.work();
        TraceContext span = CurrentTraceAndUser.findSpan();
        return new AdmittedRow(
                job.id(),
                batchId,
                batchPosition,
                job.user().value(),
                job.key().value(),
                job.hash().value(),
                work.operation(),
                work.parameters(),
                work.model(),
                work.prompt(),
                work.promptVersion(),
                work.inputs(),
                json.writeValueAsString(work.imageParameters()),
                work.price(),
                work.unit().name(),
                job.funding().name(),
                job.expectedSource() == null ? null : job.expectedSource().name(),
                job.holdId(),
                job.retryOf(),
                span == null ? null : span.traceId(),
                CurrentTraceAndUser.findTraceparent());
    }

    private Mono<Map<UUID, AdmissionResult>> admitAll(List<AdmissionCall> calls) {
        return database.sql(ADMIT)
                .bind(
                        "calls",
                        toJson(calls.stream()
                                .flatMap(call -> call.rows().stream())
                                .toList()))
                .bind("limits", Json.of(limits))
                .bind("serviceTime", serviceTime(Duration.ZERO))
                .bind("keptFrom", serviceTime(uploads.keepUsed().negated()))
                .bind("keptUntil", serviceTime(uploads.keepReserved()))
                .bind("holdFor", toInterval(properties.holdFor()))
                .bind("askAgain", toInterval(properties.askAgainAfter(0)))
                .bind("waitFor", toInterval(properties.maxWait()))
                .map(row -> Map.entry(readRequired(row, "caller", UUID.class), toResult(row)))
                .all()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, JobAdmissions::joinBatch))
                .delayUntil(done -> outbox.publishInserted());
    }

    /** A batch has a row for each of its jobs. */
    private static AdmissionResult joinBatch(AdmissionResult first, AdmissionResult second) {
        return first instanceof AdmissionResult.Admitted(List<Job> jobs)
                        && second instanceof AdmissionResult.Admitted(List<Job> more)
                ? new AdmissionResult.Admitted(
                        Stream.concat(jobs.stream(), more.stream()).toList())
                : first;
    }

    private OffsetDateTime serviceTime(Duration offset) {
        return clock.instant().plus(offset).atOffset(ZoneOffset.UTC);
    }

    private AdmissionResult toResult(Readable row) {
        UUID missing = readOptional(row, "missing", UUID.class);
        if (missing != null) {
            return new AdmissionResult.UploadMissing(missing);
        }
        if (readRequired(row, "is_full", Boolean.class)) {
            return new AdmissionResult.TooManyWaiting(
                    readRequired(row, "most", Long.class).intValue());
        }
        return readOptional(row, "id", UUID.class) == null
                ? new AdmissionResult.KeyTaken()
                : new AdmissionResult.Admitted(List.of(mapping.toJob(row)));
    }

    /** A job to be written. */
    public record NewJobRow(
            UUID id,
            UserId user,
            IdempotencyKey key,
            RequestBodyHash hash,
            PlannedProviderWork work,
            Funding funding,
            @Nullable Source expectedSource,
            UUID holdId,
            @Nullable UUID retryOf) {}

    /** What became of a request for a job. */
    public sealed interface AdmissionResult {

        /** The jobs are written, in their order, and billing is asked to hold their prices. */
        record Admitted(List<Job> jobs) implements AdmissionResult {

            /** Copies the jobs. */
            public Admitted {
                jobs = List.copyOf(jobs);
            }
        }

        /** The upload does not exist, is another user's or has expired; nothing is written. */
        record UploadMissing(UUID uploadId) implements AdmissionResult {}

        /** The user already has as many waiting jobs as the plan allows; nothing is written. */
        record TooManyWaiting(int most) implements AdmissionResult {}

        /** An earlier request has the key; nothing is written. */
        record KeyTaken() implements AdmissionResult {}
    }

    private record AdmissionCall(UUID userId, List<AdmittedRow> rows) {}

    private record AdmittedRow(
            UUID jobId,
            @Nullable UUID batchId,
            @Nullable Integer batchPosition,
            UUID userId,
            String key,
            String bodyHash,
            String operation,
            String parameters,
            String model,
            String prompt,
            String promptVersion,
            List<UUID> inputs,
            String imageParameters,
            long price,
            String unit,
            String funding,
            @Nullable String expectedSource,
            UUID holdId,
            @Nullable UUID retryOf,
            @Nullable String traceId,
            @Nullable String traceparent) {}
}
