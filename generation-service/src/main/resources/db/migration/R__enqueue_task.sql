-- Puts a job into its queue, at a turn decided under the user's lock, and returns its place in the queue. Repeatable.
-- The lock 42 is also taken by JobQueueTasks.lockUser; the lock 0 is that of the user's uploads (UploadRepository).
-- One call instead of two; volatile, so that statements after the lock see what was committed during the wait for it.
--
-- A user's next task comes one share behind the user's last waiting one, or, if none waits, to the front with the tasks
-- that wait longest: users take turns, and a batch of fifty does not delay another user's single task.
create or replace function enqueue_task(
    p_job uuid, p_queue text, p_user uuid, p_weight double precision, p_run_limit integer, p_counted integer,
    p_traceparent text)
    returns integer
    language plpgsql
    volatile
as $$
declare
    v_mine task;
begin
    perform pg_advisory_xact_lock(hashtextextended(p_user::text, 42));
    insert into task (job_id, queue, user_id, tag, run_limit, traceparent)
    values (
        p_job, p_queue, p_user,
        greatest(
            coalesce((select min(tag) from task where queue = p_queue and leased_by is null), 0),
            coalesce((select max(tag) from task
                      where user_id = p_user and queue = p_queue and leased_by is null) + 1.0 / p_weight, 0)),
        p_run_limit,
        p_traceparent)
    on conflict (job_id) do nothing;
    select * into v_mine from task where job_id = p_job;
    return 1 + (
        select count(*)
        from (
            select 1
            from task t
            where t.queue = v_mine.queue and t.leased_by is null and (t.tag, t.job_id) < (v_mine.tag, v_mine.job_id)
            limit p_counted - 1
        ) before
    );
end
$$;
