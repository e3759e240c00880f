-- Takes the keys of requests for the resources they make, and returns the resources whose keys were free or expired.
-- Waits for the commit of a concurrent request with the same key.
create or replace function take_idempotency_keys(p_requests jsonb)
    returns table (resource_id uuid)
    language sql
    volatile
as $$
    insert into idempotent_request as taken (user_id, key, body_hash, resource_id)
    select request.user_id, request.key, request.body_hash, request.resource_id
    from jsonb_to_recordset(p_requests) as request (user_id uuid, key text, body_hash text, resource_id uuid)
    order by request.user_id, request.key
    on conflict (user_id, key) do update
        set body_hash = excluded.body_hash,
            resource_id = excluded.resource_id,
            created_at = excluded.created_at
        where taken.created_at <= clock_timestamp() - interval '24 hours'
    returning taken.resource_id
$$;
