-- Grants units (or, with a negative amount, takes units that are not held), once for ever under the key. p_kind is also
-- the system account on the other side. Units of a plan bring the plan itself.
create or replace function grant_units(
        p_user uuid, p_key text, p_kind text, p_source text, p_amount bigint, p_product text, p_reason text,
        p_actor uuid, p_expires timestamptz, p_now timestamptz, p_zone text, p_free bigint)
        returns account_answer language plpgsql as $$
declare
    a        account := ledger_lock(p_user, p_now);
    v_before account := a;
    t        transaction;
    r        account_answer;
begin
    r.changed := false;
    r.balance := ledger_state(a.id);
    select * into t from transaction where idempotency_key = p_key;
    if found then
        r.transaction_id := t.id;
        r.outcome := case
            when (t.account_id, t.kind, t.source, t.amount, t.product, t.reason)
                is not distinct from (a.id, p_kind, p_source, p_amount, p_product, p_reason) then 'repeated'
            else 'mismatch' end;
        return r;
    end if;
    if a.status <> 'open' then
        r.outcome := 'closed';
        return r;
    end if;

    a := ledger_touch(a, p_now, p_zone, p_free);
    if ledger_available(a.id, p_source) + p_amount < 0 then
        r.outcome := 'insufficient';
    else
        r.transaction_id := ledger_record(
            p_key, a.id, p_kind, p_source, p_amount, null, p_product, p_reason, p_actor, p_now);
        -- The key was used concurrently for another account, which this transaction has not locked.
        r.outcome := case when r.transaction_id is null then 'mismatch' else 'done' end;
    end if;
    if r.outcome = 'done' and p_amount > 0 then
        a := ledger_add_lot(a, r.transaction_id, p_kind, p_source, p_amount, null, p_product, p_expires, p_now);
        -- The plan shown is the one that ends last: no plan is shown as ended while it has units.
        if p_source = 'plan' and (a.plan_renews_at is null or a.plan_renews_at <= p_expires) then
            a.plan_code := p_product;
            a.plan_renews_at := p_expires;
        end if;
    elsif r.outcome = 'done' then
        perform ledger_take(a.id, r.transaction_id, p_kind, p_source, -p_amount);
    end if;
    if r.outcome = 'done' or a is distinct from v_before then
        a := ledger_save(a);
        r.changed := true;
        r.balance := ledger_state(a.id);
    end if;
    return r;
end $$;
