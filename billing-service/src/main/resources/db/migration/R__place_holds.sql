-- Places one or many holds: all or none, all from one source. Returns one outcome for each hold, in their order. The
-- content of a request is everything except expires_at, which may differ in a repeat.
create or replace function place_holds(
        p_user uuid, p_group uuid, p_holds uuid[], p_amounts bigint[], p_unit text, p_funding text, p_purpose text,
        p_expected text, p_expires timestamptz, p_now timestamptz, p_zone text, p_free bigint)
        returns setof hold_answer language plpgsql as $$
declare
    a           account := ledger_lock(p_user, p_now);
    v_before    account := a;
    v_count     integer := cardinality(p_holds);
    v_total     bigint := (select sum(amount) from unnest(p_amounts) as asked (amount));
    v_known     integer;
    v_differing integer;
    v_barred    integer;
    v_source    text;
    v_available bigint := 0;
    v_reason    text;
    v_next      integer := 1;
    v_need      bigint := p_amounts[1];
    v_unheld    bigint;
    v_part      bigint;
    v_state     account_state;
    l           record;
begin
    select count(*),
           count(*) filter (where known.status = 'barred'),
           count(*) filter (where known.account_id <> a.id or known.status <> 'barred' and
               (known.group_id, known.group_size, known.unit, known.funding, known.amount, known.purpose, known.expected_source)
               is distinct from (p_group, v_count, p_unit, p_funding, asked.amount, p_purpose, p_expected))
      into v_known, v_barred, v_differing
      from unnest(p_holds, p_amounts) as asked (id, amount) join hold known on known.id = asked.id;

    -- A request that was handled before has left a row for each of its holds.
    if v_differing > 0 or v_barred < v_known and v_known < v_count then
        return query
            select answer.*
              from unnest(p_holds) as asked (id),
                   ledger_refusal(asked.id, p_group, p_user, 'declined', 'content-mismatch', v_total) answer;
        return;
    end if;

    if v_known = v_count then
        return query
            select answer.*
              from unnest(p_holds) with ordinality as asked (id, place) join hold known on known.id = asked.id,
                   ledger_answer(known, null, p_user, true) answer
             order by place;
        return;
    end if;

    if v_barred > 0 then
        v_reason := 'released-before';
    elsif a.status <> 'open' then
        v_reason := 'account-closed';
    else
        a := ledger_touch(a, p_now, p_zone, p_free);
        foreach v_source in array ledger_candidates(p_unit, p_funding) loop
            v_available := greatest(v_available, ledger_available(a.id, v_source));
            exit when v_available >= v_total;
            v_source := null;
        end loop;
        v_reason := case
            when v_source is null then 'insufficient-funds'
            when v_source <> p_expected then 'quote-changed'
        end;
    end if;

    insert into hold (
        id, account_id, status, group_id, group_size, unit, funding, amount, purpose, expected_source, expires_at,
        source, decline_reason, required, available, created_at, ended_at)
    select asked.id, a.id, case when v_reason is null then 'held' else 'declined' end, p_group, v_count, p_unit,
           p_funding, asked.amount, p_purpose, p_expected, p_expires,
           case when v_reason is null then v_source end, v_reason,
           case when v_reason is not null then v_total end, case when v_reason is not null then v_available end,
           p_now, case when v_reason is not null then p_now end
      from unnest(p_holds, p_amounts) as asked (id, amount)
     where v_known = 0 or not exists (select from hold known where known.id = asked.id);

    if v_reason is null then
        for l in
            select id, remaining - held as unheld
              from lot
             where account_id = a.id and source = v_source and remaining > 0 and remaining > held and expires_at > p_now
             order by expires_at, id
        loop
            v_unheld := l.unheld;
            while v_unheld > 0 and v_next <= v_count loop
                v_part := least(v_unheld, v_need);
                insert into hold_lot (hold_id, lot_id, amount) values (p_holds[v_next], l.id, v_part);
                v_unheld := v_unheld - v_part;
                v_need := v_need - v_part;
                if v_need = 0 then
                    v_next := v_next + 1;
                    v_need := p_amounts[v_next];
                end if;
            end loop;
            update lot set held = held + l.unheld - v_unheld where id = l.id;
            exit when v_next > v_count;
        end loop;
        if v_next <= v_count then
            raise exception 'account % has fewer % in its lots than in its balance', a.id, v_source
                using errcode = 'data_corrupted';
        end if;
        perform ledger_move(a.id, v_source, 0, v_total);
    end if;

    if v_reason is null or a is distinct from v_before then
        a := ledger_save(a);
        v_state := ledger_state(a.id);
    end if;
    return query
        select answer.*
          from unnest(p_holds) with ordinality as asked (id, place) join hold known on known.id = asked.id,
               ledger_answer(known, v_state, p_user, false) answer
         order by place;
end $$;
