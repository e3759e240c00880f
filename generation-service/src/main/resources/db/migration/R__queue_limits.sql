-- The limits and the weight of a user, by the plan in the last known balance: those of the plan if it has its own, else
-- those of all with a plan, or without one.
create or replace function queue_limits(p_user uuid, p_limits jsonb)
    returns jsonb
    language sql
    stable
as $$
    select coalesce(
        p_limits -> 'plans' -> plan.code,
        p_limits -> case when plan.code is null then 'free' else 'paid' end)
    from (
        select (select balance -> 'plan' ->> 'code' from balance_projection where user_id = p_user) as code
    ) plan
$$;
