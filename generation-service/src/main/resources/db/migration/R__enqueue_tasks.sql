-- Puts jobs into their queues, and returns their places, counted to 100.
--
-- A user's next task comes one share behind the user's last waiting one, or, if none waits, to the front with the tasks
-- that wait longest: users take turns, and a batch of fifty does not delay another user's single task.
create or replace function enqueue_tasks(p_tasks jsonb)
    returns table (job_id uuid, queue text, place integer)
    language sql
    volatile
as $$
    with entered as (
        insert into task (job_id, queue, user_id, tag, run_limit, traceparent)
        select
            new.job_id, new.queue, new.user_id,
            greatest(
                coalesce((select min(tag) from task where task.queue = new.queue and leased_by is null), 0),
                coalesce((select max(tag)
                          from task
                          where task.user_id = new.user_id and task.queue = new.queue and leased_by is null)
                         + 1.0 / new.weight, 0))
            + (row_number() over (partition by new.user_id, new.queue order by new.job_id) - 1) / new.weight,
            new.run_limit,
            new.traceparent
        from jsonb_to_recordset(p_tasks) as new (
            job_id uuid, queue text, user_id uuid, weight double precision, run_limit integer, traceparent text)
        on conflict (job_id) do nothing
        returning task.job_id, task.queue, task.tag
    )
    select
        entered.job_id,
        entered.queue,
        least(100, row_number() over (partition by entered.queue order by entered.tag, entered.job_id) + (
            select count(*)
            from (
                select 1
                from task
                where task.queue = entered.queue
                  and task.leased_by is null
                  and (task.tag, task.job_id) < (entered.tag, entered.job_id)
                limit 99
            ) before
        ))::integer
    from entered
$$;
