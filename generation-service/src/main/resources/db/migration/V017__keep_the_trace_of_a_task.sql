-- A task keeps the trace of what queued it, so that the work on it, maybe much later and elsewhere, is found by it.
alter table task add column traceparent text;

comment on column task.traceparent is 'W3C Trace Context of what queued the task';

create function enqueue_task(
    p_job uuid, p_lane text, p_user uuid, p_weight double precision, p_run_limit integer, p_traceparent text,
    p_counted integer)
    returns integer
    language plpgsql
    volatile
as $$
declare
    v_mine task;
begin
    perform pg_advisory_xact_lock(hashtextextended(p_user::text, 42));
    insert into task (job_id, lane, user_id, tag, run_limit, traceparent)
    values (
        p_job, p_lane, p_user,
        greatest(
            coalesce((select min(tag) from task where lane = p_lane and leased_by is null), 0),
            coalesce((select max(tag) from task
                      where user_id = p_user and lane = p_lane and leased_by is null) + 1.0 / p_weight, 0)),
        p_run_limit,
        p_traceparent)
    on conflict (job_id) do nothing;
    select * into v_mine from task where job_id = p_job;
    return 1 + (
        select count(*)
        from (
            select 1
            from task t
            where t.lane = v_mine.lane and t.leased_by is null and (t.tag, t.job_id) < (v_mine.tag, v_mine.job_id)
            limit p_counted - 1
        ) before
    );
end
$$;

-- For instances that are not replaced yet.
create or replace function enqueue_task(
    p_job uuid, p_lane text, p_user uuid, p_weight double precision, p_run_limit integer, p_counted integer)
    returns integer
    language sql
    volatile
as $$
select enqueue_task(p_job, p_lane, p_user, p_weight, p_run_limit, null, p_counted)
$$;
