-- Ends open holds that have expired; locked accounts are left for the next call. Returns one outcome for each hold. An
-- account whose holds were all settled before it could be locked is left unchanged.
create or replace function expire_holds(p_limit integer, p_now timestamptz, p_zone text, p_free bigint)
        returns setof hold_answer language plpgsql as $$
declare
    v_account uuid;
    v_user    uuid;
    v_ended   uuid[];
    v_state   account_state;
    a         account;
    h         hold;
begin
    for v_account in
        select distinct due.account_id
          from (select account_id from hold where status = 'held' and expires_at <= p_now
                 order by expires_at limit p_limit) due
    loop
        select * into a from account where id = v_account for update skip locked;
        continue when not found;
        v_ended := array(
            select id from hold where account_id = a.id and status = 'held' and expires_at <= p_now order by sequence);
        continue when v_ended = '{}';
        v_user := a.user_id;
        a := ledger_touch(a, p_now, p_zone, p_free);
        for h in select * from hold where id = any (v_ended) order by sequence loop
            a := ledger_settle(a, h, 0, p_now);
            update hold set status = 'expired', end_reason = 'expired', ended_at = p_now where id = h.id;
        end loop;
        a := ledger_save(a);
        v_state := ledger_state(a.id);
        return query
            select answer.*
              from hold ended, ledger_answer(ended, v_state, v_user, false) answer
             where ended.id = any (v_ended)
             order by ended.sequence;
    end loop;
end $$;
