-- Takes tokens of a queue's account-wide rate: at most p_rate calls in any p_period, shared by all workers. Returns how
-- many of the wanted tokens are granted now; none while the queue is paused. A rate of null means no limit. A provider that
-- is switched off is not called: its tasks are taken only to move on, without pause and rate.
create or replace function take_queue_tokens(p_queue text, p_wanted integer, p_rate integer, p_period interval)
    returns integer
    language plpgsql
    volatile
as $$
declare
    v_queue   queue;
    v_now     timestamptz;
    v_recent  timestamptz[];
    v_granted integer;
begin
    if p_rate is null then
        select * into v_queue from queue where name = p_queue;
    else
        select * into v_queue from queue where name = p_queue for no key update;
    end if;
    if found and not v_queue.enabled then
        return p_wanted;
    end if;
    if not found or (v_queue.paused and (v_queue.paused_until is null or v_queue.paused_until > clock_timestamp())) then
        return 0;
    end if;
    if p_rate is null then
        return p_wanted;
    end if;
    v_now := clock_timestamp();
    select coalesce(array_agg(at order by at), '{}') into v_recent
        from unnest(v_queue.recent) at where at > v_now - p_period;
    v_granted := greatest(0, least(p_wanted, p_rate - cardinality(v_recent)));
    if v_granted > 0 then
        update queue set recent = v_recent || array_fill(v_now, array[v_granted]) where name = p_queue;
    end if;
    return v_granted;
end
$$;
