-- Claims waiting tasks in the order of their tags: as many as there are slots and tokens, skipping users whose limit of
-- running tasks is reached. Unused tokens are given back. If p_models is not null, only the jobs of these models among the
-- first 1,000 are claimed, and no tokens are taken: their provider is not called, they take another route. Of a queue with
-- p_total, no more tasks are leased at once, by all workers: a task counts until its job ends or it is put back,
-- whether its worker lives or not. Null means no limit.
create or replace function claim_tasks(
    p_queue text, p_worker uuid, p_slots integer, p_lease interval, p_rate integer, p_period interval,
    p_total integer, p_models text[])
    returns setof task
    language plpgsql
    volatile
    rows 20
    -- Many waiting tasks may meet many users whose tasks run; connections permit no hash join.
    set enable_hashjoin = on
as $$
declare
    v_free    integer := p_slots;
    v_granted integer;
    v_claimed integer;
    v_last    double precision;
begin
    -- Most looks find nothing and take no lock.
    if not exists (select 1 from task where queue = p_queue and leased_by is null and not_before <= now()) then
        return;
    end if;
    if p_total is not null then
        -- One claim of the queue at a time, so that each counts what the one before has leased.
        perform 1 from queue where name = p_queue for no key update;
        select least(p_slots, p_total - count(*)) into v_free
            from (select 1 from task where queue = p_queue and leased_by is not null limit p_total) leased;
        if v_free <= 0 then
            return;
        end if;
    end if;
    v_granted := take_queue_tokens(p_queue, v_free, case when p_models is null then p_rate end, p_period);
    if v_granted = 0 then
        return;
    end if;
    if p_models is not null then
        select tag into v_last
            from task
            where queue = p_queue and leased_by is null
            order by tag, job_id
            offset 999 limit 1;
    end if;
    return query
        with running as materialized (
            select t.user_id, count(*) as tasks
            from task t
            where t.queue = p_queue and t.leased_by is not null
            group by t.user_id
        ), candidate as materialized (
            select t.job_id, t.user_id, t.tag, t.run_limit
            from task t
            where t.queue = p_queue
              and t.leased_by is null
              and t.not_before <= now()
              and not exists (select 1 from running r where r.user_id = t.user_id and r.tasks >= t.run_limit)
              and (v_last is null or t.tag <= v_last)
              and (p_models is null or (select j.model from job j where j.id = t.job_id) = any (p_models))
            order by t.tag, t.job_id
            limit v_granted
            for update skip locked
        ), ranked as (
            select c.job_id, c.run_limit,
                   row_number() over (partition by c.user_id order by c.tag, c.job_id) + coalesce(r.tasks, 0) as place
            from candidate c
            left join running r on r.user_id = c.user_id
        )
        update task t
        set leased_by = p_worker, lease_until = clock_timestamp() + p_lease, epoch = t.epoch + 1
        from ranked
        where t.job_id = ranked.job_id and ranked.place <= ranked.run_limit
        returning t.*;
    get diagnostics v_claimed = row_count;
    if p_rate is not null and p_models is null and v_claimed < v_granted then
        update queue
        set recent = recent[1:cardinality(recent) - (v_granted - v_claimed)]
        where name = p_queue;
    end if;
end
$$;
