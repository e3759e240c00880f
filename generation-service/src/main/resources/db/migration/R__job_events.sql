-- The events that tell of a job, as JSON; statements that change jobs write them to the outbox.

-- A time as events carry it: UTC, microseconds.
create or replace function to_event_time(p_at timestamptz)
    returns text
    language sql
    stable
as $$
    select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- job.changed.v1
create or replace function job_changed(p_job job, p_queue_position integer)
    returns text
    language sql
    stable
as $$
    select jsonb_build_object(
        'userId', p_job.user_id,
        'jobId', p_job.id,
        'operation', p_job.operation,
        'status', p_job.status,
        'version', p_job.version,
        'errorCode', p_job.error_code,
        'queuePosition', p_queue_position,
        'batchId', p_job.batch_id,
        'occurredAt', to_event_time(now()))::text
$$;

-- The command to billing that places the holds of a batch: all or none. The same rows always give the same command.
create or replace function hold_group_command(p_jobs job[], out event_type text, out payload text)
    language sql
    stable
as $$
    select
        'billing.place-holds.v1',
        jsonb_build_object(
            'groupId', p_jobs[1].batch_id,
            'userId', p_jobs[1].user_id,
            'unit', lower(p_jobs[1].unit),
            'funding', lower(p_jobs[1].funding),
            'purpose', p_jobs[1].operation,
            'expectedSource', lower(p_jobs[1].expected_source),
            'expiresAt', to_event_time(p_jobs[1].hold_expires_at),
            'items', (
                select jsonb_agg(jsonb_build_object('holdId', item.hold_id, 'amount', item.price)
                                 order by item.batch_position)
                from unnest(p_jobs) as item))::text
$$;

-- The command to billing whose answer the job's hold waits for; the same row always gives the same command.
create or replace function hold_command(p_job job, out event_type text, out payload text)
    language sql
    stable
as $$
    select hold_group.event_type, hold_group.payload
    from hold_group_command((select array_agg(job order by batch_position) from job where batch_id = p_job.batch_id))
        as hold_group
    where p_job.hold_state = 'ASKED' and p_job.batch_id is not null
    union all
    select
        case p_job.hold_state
            when 'ASKED' then 'billing.place-hold.v1'
            when 'CAPTURING' then 'billing.capture-hold.v1'
            when 'RELEASING' then 'billing.release-hold.v1'
        end,
        case p_job.hold_state
            when 'ASKED' then jsonb_build_object(
                'holdId', p_job.hold_id,
                'userId', p_job.user_id,
                'unit', lower(p_job.unit),
                'amount', p_job.price,
                'funding', lower(p_job.funding),
                'purpose', p_job.operation,
                'expectedSource', lower(p_job.expected_source),
                'expiresAt', to_event_time(p_job.hold_expires_at))
            when 'CAPTURING' then jsonb_build_object(
                'holdId', p_job.hold_id,
                'userId', p_job.user_id,
                'amount', p_job.price)
            when 'RELEASING' then jsonb_build_object(
                'holdId', p_job.hold_id,
                'userId', p_job.user_id,
                'reason', coalesce(p_job.release_reason, 'released'))
        end::text
    where p_job.hold_state <> 'ASKED' or p_job.batch_id is null
$$;
