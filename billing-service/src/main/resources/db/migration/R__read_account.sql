-- The current account, opened if there is none. Locks nothing unless a lot has ended or a month has begun.
create or replace function read_account(p_user uuid, p_now timestamptz, p_zone text, p_free bigint)
        returns account_answer language plpgsql as $$
declare
    a        account;
    v_before account;
    r        account_answer;
begin
    r.outcome := 'done';
    r.changed := false;
    select * into a from account where user_id = p_user;
    if not found or a.next_expiry <= p_now or a.free_month is null
        or a.free_month < to_char(p_now at time zone p_zone, 'YYYY-MM') then
        v_before := ledger_lock(p_user, p_now);
        a := ledger_touch(v_before, p_now, p_zone, p_free);
        if a is distinct from v_before then
            a := ledger_save(a);
            r.changed := true;
        end if;
    end if;
    r.balance := ledger_state(a.id);
    return r;
end $$;
