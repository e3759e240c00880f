-- Captures a hold in full or in part. A hold that has already expired is charged anew from the same source, or written
-- off.
create or replace function capture_hold(
        p_user uuid, p_hold uuid, p_amount bigint, p_now timestamptz, p_zone text, p_free bigint)
        returns hold_answer language plpgsql as $$
declare
    a             account;
    h             hold;
    r             hold_answer;
    v_late        boolean;
    v_written_off bigint := 0;
begin
    select * into a from account where user_id = p_user for update;
    select * into h from hold where id = p_hold and account_id = a.id;
    if not found or h.status = 'declined' then
        return ledger_refusal(p_hold, null, p_user, 'refused', 'unknown-hold', p_amount);
    elsif h.status in ('released', 'barred') then
        return ledger_refusal(p_hold, h.group_id, p_user, 'refused', 'already-released', p_amount);
    elsif h.status = 'captured' and h.captured = p_amount then
        return ledger_answer(h, null, p_user, true);
    elsif h.status = 'captured' then
        return ledger_refusal(p_hold, h.group_id, p_user, 'refused', 'already-captured', p_amount);
    elsif p_amount > h.amount then
        return ledger_refusal(p_hold, h.group_id, p_user, 'refused', 'amount-too-large', p_amount);
    end if;

    a := ledger_touch(a, p_now, p_zone, p_free);
    v_late := h.status = 'expired';
    if not v_late then
        a := ledger_settle(a, h, p_amount, p_now);
    elsif ledger_available(a.id, h.source) >= p_amount then
        perform ledger_take(
            a.id,
            ledger_record('late:' || h.id, a.id, 'late-capture', h.source, -p_amount, h.id, null, null, null, p_now),
            'spent', h.source, p_amount);
    else
        v_written_off := p_amount;
        perform ledger_book(
            ledger_record('late:' || h.id, a.id, 'write-off', h.source, 0, h.id, null, null, null, p_now),
            system_account('write-off'), system_account('spent'), null, h.source, p_amount);
    end if;
    update hold set status = 'captured', captured = p_amount, late = v_late, ended_at = p_now
     where id = h.id
    returning * into h;
    a := ledger_save(a);
    r := ledger_answer(h, ledger_state(a.id), p_user, false);
    r.written_off := v_written_off;
    return r;
end $$;
