-- Releases a hold. For an unknown hold it leaves a mark that declines a later command to place it.
create or replace function release_hold(
        p_user uuid, p_hold uuid, p_reason text, p_now timestamptz, p_zone text, p_free bigint)
        returns hold_answer language plpgsql as $$
declare
    a account := ledger_lock(p_user, p_now);
    h hold;
    r hold_answer;
begin
    select * into h from hold where id = p_hold;
    if not found then
        insert into hold (id, account_id, status, end_reason, created_at, ended_at)
        values (p_hold, a.id, 'barred', p_reason, p_now, p_now)
        returning * into h;
        r := ledger_answer(h, null, p_user, false);
    elsif h.account_id <> a.id then
        return ledger_refusal(p_hold, null, p_user, 'refused', 'unknown-hold', 0);
    elsif h.status = 'captured' then
        return ledger_refusal(p_hold, h.group_id, p_user, 'refused', 'already-captured', h.captured);
    elsif h.status = 'held' then
        a := ledger_settle(ledger_touch(a, p_now, p_zone, p_free), h, 0, p_now);
        update hold set status = 'released', end_reason = p_reason, ended_at = p_now
         where id = h.id
        returning * into h;
        a := ledger_save(a);
        r := ledger_answer(h, ledger_state(a.id), p_user, false);
    else
        r := ledger_answer(h, null, p_user, true);
    end if;
    -- A hold that was never placed counts as released.
    r.outcome := 'released';
    r.reason := null;
    return r;
end $$;
