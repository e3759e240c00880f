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
        'occurredAt', to_event_time(now()))::text
$$;

-- The command to billing whose answer the job's hold waits for; the same row always gives the same command.
create or replace function hold_command(p_job job, out event_type text, out payload text)
    language sql
    stable
as $$
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
$$;
