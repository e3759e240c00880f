-- Removes the tasks of ended jobs. Volatile, so that it sees a task that was committed while the statement which ends the
-- jobs waited for their rows: an answer about a hold enters a task and changes the job in one statement.
create or replace function delete_tasks(p_jobs uuid[])
    returns bigint
    language sql
    volatile
as $$
    with removed as (
        delete from task where job_id = any(p_jobs) returning job_id
    )
    select count(*) from removed
$$;
