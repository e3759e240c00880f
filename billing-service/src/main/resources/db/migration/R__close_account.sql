-- Closes a user's account: at once if no hold is open, else when the last one ends. No hold is placed in between.
create or replace function close_account(p_user uuid, p_now timestamptz) returns account_answer language plpgsql as $$
declare
    a account;
    r account_answer;
begin
    select * into a from account where user_id = p_user for update;
    r.changed := found;
    r.outcome := case when found then 'done' else 'closed' end;
    if found then
        a.status := 'closing';
        a := ledger_save(ledger_finish_closing(a, p_now));
        r.balance := ledger_state(a.id);
    end if;
    return r;
end $$;
