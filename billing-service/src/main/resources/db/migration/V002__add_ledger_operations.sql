-- Every operation of the ledger, each one call: it locks the user's account row first, so that whatever it reads after
-- that is the latest there is, and writes that row once at its end. Time, zone and free quota are arguments: the ledger
-- has no clock and no settings of its own. Functions named ledger_… are parts of these and expect the row locked.

-- What an operation says about one hold, with the whole account after it.
--   outcome    placed | declined | captured | released | refused
--   reason     why it was declined or refused, else null
--   repeated   whether the answer was given before and nothing changed now
--   written_off  units of a late capture that nobody paid
--   changed    whether the account has a new version
create type hold_answer as (
    hold_id      uuid,
    user_id      uuid,
    group_id     uuid,
    outcome      text,
    reason       text,
    source       text,
    amount       bigint,
    required     bigint,
    available    bigint,
    expires_at   timestamptz,
    expired      boolean,
    late         boolean,
    repeated     boolean,
    written_off  bigint,
    changed      boolean,
    balance      account
);

-- What an operation says about an account.
--   outcome  done | repeated | mismatch (the key was used for something else) | insufficient | closed
create type account_answer as (
    outcome         text,
    transaction_id  bigint,
    changed         boolean,
    balance         account
);

create function system_account(p_code text) returns uuid language sql immutable parallel safe as $$
    select case p_code
        when 'free-quota' then '00000000-0000-4000-8000-000000000001'::uuid
        when 'operator'   then '00000000-0000-4000-8000-000000000002'::uuid
        when 'sales'      then '00000000-0000-4000-8000-000000000003'::uuid
        when 'promo'      then '00000000-0000-4000-8000-000000000004'::uuid
        when 'spent'      then '00000000-0000-4000-8000-000000000005'::uuid
        when 'expired'    then '00000000-0000-4000-8000-000000000006'::uuid
        when 'write-off'  then '00000000-0000-4000-8000-000000000007'::uuid
        when 'forfeited'  then '00000000-0000-4000-8000-000000000008'::uuid
        when 'refunds'    then '00000000-0000-4000-8000-000000000009'::uuid
        when 'provider'   then '00000000-0000-4000-8000-00000000000a'::uuid
        when 'revenue'    then '00000000-0000-4000-8000-00000000000b'::uuid
        when 'fees'       then '00000000-0000-4000-8000-00000000000c'::uuid
    end
$$;

-- Units of a source that can be spent: the account must have been touched.
create function ledger_available(a account, p_source text) returns bigint language sql immutable as $$
    select case p_source
        when 'plan'     then a.plan - a.plan_held
        when 'credits'  then a.credits - a.credits_held
        when 'free'     then a.free - a.free_held
        when 'energy'   then a.energy - a.energy_held
        when 'diamonds' then a.diamonds - a.diamonds_held
    end
$$;

-- The sources that may pay a price, in the order they are asked (SPEC M6; contracts: SourceChoice).
create function ledger_candidates(p_unit text, p_funding text) returns text[] language sql immutable as $$
    select case
        when p_unit in ('energy', 'diamonds')              then array[p_unit]
        when p_unit = 'actions' and p_funding = 'free'     then array['free']
        when p_unit = 'actions' and p_funding = 'auto'     then array['plan', 'credits', 'free']
    end
$$;

-- Changes the running balance in memory.
create function ledger_move(a account, p_source text, p_units bigint, p_held bigint) returns account
    language plpgsql immutable as $$
begin
    case p_source
        when 'plan'     then a.plan     := a.plan + p_units;     a.plan_held     := a.plan_held + p_held;
        when 'credits'  then a.credits  := a.credits + p_units;  a.credits_held  := a.credits_held + p_held;
        when 'free'     then a.free     := a.free + p_units;     a.free_held     := a.free_held + p_held;
        when 'energy'   then a.energy   := a.energy + p_units;   a.energy_held   := a.energy_held + p_held;
        when 'diamonds' then a.diamonds := a.diamonds + p_units; a.diamonds_held := a.diamonds_held + p_held;
    end case;
    return a;
end $$;

-- Locks the user's account, which opens if there is none.
create function ledger_lock(p_user uuid, p_now timestamptz) returns account language plpgsql as $$
declare
    a account;
begin
    select * into a from account where user_id = p_user for update;
    if not found then
        insert into account (user_id, opened_at) values (p_user, p_now) on conflict (user_id) do nothing;
        select * into strict a from account where user_id = p_user for update;
    end if;
    return a;
end $$;

-- Writes the account back under a new version.
create function ledger_save(a account) returns account language plpgsql as $$
begin
    update account
       set user_id = a.user_id, status = a.status, version = nextval('ledger_sequence'),
           plan = a.plan, plan_held = a.plan_held, credits = a.credits, credits_held = a.credits_held,
           free = a.free, free_held = a.free_held, energy = a.energy, energy_held = a.energy_held,
           diamonds = a.diamonds, diamonds_held = a.diamonds_held,
           plan_code = a.plan_code, plan_renews_at = a.plan_renews_at,
           free_month = a.free_month, free_renews_at = a.free_renews_at, next_expiry = a.next_expiry
     where id = a.id
    returning * into strict a;
    return a;
end $$;

-- Opens a transaction; null if its key was used.
create function ledger_record(
        p_key text, p_account uuid, p_kind text, p_source text, p_amount bigint, p_hold uuid, p_product text,
        p_reason text, p_actor uuid, p_now timestamptz) returns bigint language plpgsql as $$
declare
    v_id bigint;
begin
    insert into transaction (idempotency_key, account_id, kind, source, amount, hold_id, product, reason, actor_id, created_at)
    values (p_key, p_account, p_kind, p_source, p_amount, p_hold, p_product, p_reason, p_actor, p_now)
    on conflict (idempotency_key) do nothing
    returning id into v_id;
    return v_id;
end $$;

-- Writes both sides of a movement.
create function ledger_book(
        p_transaction bigint, p_from uuid, p_to uuid, p_lot bigint, p_unit text, p_amount bigint) returns void
    language plpgsql as $$
begin
    insert into entry (transaction_id, account_id, lot_id, unit, amount)
    values (p_transaction, p_from, p_lot, p_unit, -p_amount),
           (p_transaction, p_to, p_lot, p_unit, p_amount);
end $$;

-- Adds a lot that the transaction brings.
create function ledger_add_lot(
        a account, p_transaction bigint, p_from text, p_source text, p_amount bigint, p_period text, p_product text,
        p_expires timestamptz, p_now timestamptz) returns account language plpgsql as $$
declare
    v_lot bigint;
begin
    insert into lot (account_id, source, period, product, granted, remaining, granted_at, expires_at)
    values (a.id, p_source, p_period, p_product, p_amount, p_amount, p_now, p_expires)
    returning id into v_lot;
    perform ledger_book(p_transaction, system_account(p_from), a.id, v_lot, p_source, p_amount);
    a.next_expiry := least(a.next_expiry, p_expires);
    return ledger_move(a, p_source, p_amount, 0);
end $$;

-- Takes units that nobody has set aside out of a source's lots, soonest to end first.
create function ledger_take(
        a account, p_transaction bigint, p_to text, p_source text, p_amount bigint) returns account
    language plpgsql as $$
declare
    l      record;
    v_rest bigint := p_amount;
    v_part bigint;
begin
    for l in
        select id, remaining - held as unheld
          from lot
         where account_id = a.id and source = p_source and remaining > 0 and remaining > held
         order by expires_at, id
    loop
        v_part := least(v_rest, l.unheld);
        update lot set remaining = remaining - v_part where id = l.id;
        perform ledger_book(p_transaction, a.id, system_account(p_to), l.id, p_source, v_part);
        v_rest := v_rest - v_part;
        exit when v_rest = 0;
    end loop;
    if v_rest > 0 then
        raise exception 'account % has % fewer % in its lots than on its row', a.id, v_rest, p_source
            using errcode = 'data_corrupted';
    end if;
    return ledger_move(a, p_source, -p_amount, 0);
end $$;

-- Lets lots end whose time is over: what nobody has set aside leaves.
create function ledger_end_lots(a account, p_now timestamptz) returns account language plpgsql as $$
declare
    l             record;
    v_transaction bigint;
begin
    for l in
        select id, source, product, remaining - held as unheld
          from lot
         where account_id = a.id and expires_at <= p_now and remaining > 0 and remaining > held
         order by id
    loop
        -- The state of the lot is what makes this happen once; it can end again if units came back meanwhile by the
        -- clock of an instance that is behind.
        v_transaction := ledger_record(
            'end:' || l.id || ':' || nextval('ledger_sequence'), a.id, 'expired', l.source, -l.unheld, null, l.product, null, null, p_now);
        perform ledger_book(v_transaction, a.id, system_account('expired'), l.id, l.source, l.unheld);
        update lot set remaining = held where id = l.id;
        a := ledger_move(a, l.source, -l.unheld, 0);
    end loop;
    if a.plan_renews_at <= p_now then
        a.plan_code := null;
        a.plan_renews_at := null;
    end if;
    -- A plan ends on its day, also if its units are used up.
    select least(min(expires_at), a.plan_renews_at, 'infinity') into a.next_expiry
      from lot
     where account_id = a.id and expires_at > p_now and remaining > 0;
    return a;
end $$;

-- Brings the account up to date: ended lots leave, and the free quota of this month comes, once.
create function ledger_touch(a account, p_now timestamptz, p_zone text, p_free bigint) returns account
    language plpgsql as $$
declare
    v_month       text := to_char(p_now at time zone p_zone, 'YYYY-MM');
    v_transaction bigint;
begin
    if a.next_expiry <= p_now then
        a := ledger_end_lots(a, p_now);
    end if;
    if a.status = 'open' and (a.free_month is null or a.free_month < v_month) then
        a.free_month := v_month;
        a.free_renews_at := (date_trunc('month', p_now at time zone p_zone) + interval '1 month') at time zone p_zone;
        if p_free > 0 then
            -- The key names the person, not the account: who comes back after an erasure gets no second quota.
            v_transaction := ledger_record(
                'free:' || a.user_id || ':' || v_month, a.id, 'free-quota', 'free', p_free, null, null, null, null, p_now);
        end if;
        if v_transaction is not null then
            a := ledger_add_lot(
                a, v_transaction, 'free-quota', 'free', p_free, v_month, null, a.free_renews_at, p_now);
        end if;
    end if;
    return a;
end $$;

-- Closes an account that is closing once no hold is open: what is left leaves, and the user's id with it.
create function ledger_finish_closing(a account, p_now timestamptz) returns account language plpgsql as $$
declare
    v_source      text;
    v_units       bigint;
    v_transaction bigint;
begin
    if a.status <> 'closing'
        or a.plan_held + a.credits_held + a.free_held + a.energy_held + a.diamonds_held > 0 then
        return a;
    end if;
    foreach v_source in array array['plan', 'credits', 'free', 'energy', 'diamonds'] loop
        v_units := ledger_available(a, v_source);
        if v_units > 0 then
            v_transaction := ledger_record(
                'close:' || a.id || ':' || v_source, a.id, 'forfeited', v_source, -v_units, null, null, null, null, p_now);
            a := ledger_take(a, v_transaction, 'forfeited', v_source, v_units);
        end if;
    end loop;
    a.status := 'closed';
    a.user_id := gen_random_uuid();
    a.plan_code := null;
    a.plan_renews_at := null;
    a.next_expiry := 'infinity';
    return a;
end $$;

-- Ends an open hold: charges part of its units, gives the rest back. What comes back into an ended lot leaves at once.
create function ledger_settle(a account, h hold, p_charge bigint, p_now timestamptz) returns account
    language plpgsql as $$
declare
    l             record;
    v_transaction bigint;
    v_rest        bigint := p_charge;
    v_charge      bigint;
    v_lost        bigint;
begin
    if p_charge > 0 then
        v_transaction := ledger_record(
            'capture:' || h.id, a.id, 'capture', h.source, -p_charge, h.id, null, null, null, p_now);
    end if;
    for l in
        select lot.id, lot.expires_at, lot.product, hold_lot.amount
          from hold_lot join lot on lot.id = hold_lot.lot_id
         where hold_lot.hold_id = h.id
         order by lot.expires_at, lot.id
    loop
        v_charge := least(v_rest, l.amount);
        v_lost := case when l.expires_at <= p_now then l.amount - v_charge else 0 end;
        if l.expires_at > p_now then
            a.next_expiry := least(a.next_expiry, l.expires_at);
        end if;
        update lot set remaining = remaining - v_charge - v_lost, held = held - l.amount where id = l.id;
        if v_charge > 0 then
            perform ledger_book(v_transaction, a.id, system_account('spent'), l.id, h.source, v_charge);
        end if;
        if v_lost > 0 then
            perform ledger_book(
                ledger_record('end:' || l.id || ':' || h.id, a.id, 'expired', h.source, -v_lost, null, l.product,
                              null, null, p_now),
                a.id, system_account('expired'), l.id, h.source, v_lost);
        end if;
        a := ledger_move(a, h.source, -(v_charge + v_lost), -l.amount);
        v_rest := v_rest - v_charge;
    end loop;
    return ledger_finish_closing(a, p_now);
end $$;

-- The answer that tells where a hold stands.
create function ledger_answer(h hold, a account, p_user uuid, p_repeated boolean, p_changed boolean) returns hold_answer
    language plpgsql immutable as $$
declare
    r hold_answer;
begin
    r.hold_id := h.id;
    r.user_id := p_user;
    r.group_id := h.group_id;
    r.outcome := case h.status
        when 'held' then 'placed' when 'captured' then 'captured' when 'released' then 'released'
        when 'expired' then 'released' else 'declined' end;
    r.reason := case h.status when 'barred' then 'released-before' else h.decline_reason end;
    r.source := h.source;
    r.amount := case h.status when 'captured' then h.captured else coalesce(h.amount, 0) end;
    r.required := coalesce(h.required, h.amount, 0);
    r.available := coalesce(h.available, 0);
    r.expires_at := h.expires_at;
    r.expired := h.status = 'expired';
    r.late := h.late;
    r.repeated := p_repeated;
    r.written_off := 0;
    r.changed := p_changed;
    r.balance := a;
    return r;
end $$;

-- The answer to a command that cannot be done as asked.
create function ledger_refusal(
        p_hold uuid, p_group uuid, p_user uuid, p_outcome text, p_reason text, p_amount bigint, a account)
        returns hold_answer language plpgsql immutable as $$
declare
    r hold_answer;
begin
    r.hold_id := p_hold;
    r.user_id := p_user;
    r.group_id := p_group;
    r.outcome := p_outcome;
    r.reason := p_reason;
    r.amount := p_amount;
    r.required := p_amount;
    r.available := 0;
    r.expired := false;
    r.late := false;
    r.repeated := false;
    r.written_off := 0;
    r.changed := false;
    r.balance := a;
    return r;
end $$;

-- Sets units aside for one or many holds: all or none, all from one source. One answer for each hold, in their order.
-- Content is everything but expires_at, which a repeat may state anew.
create function place_holds(
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
    l           record;
    h           hold;
begin
    select count(*),
           count(*) filter (where known.status = 'barred'),
           count(*) filter (where known.account_id <> a.id or known.status <> 'barred' and
               (known.group_id, known.group_size, known.unit, known.funding, known.amount, known.purpose, known.expected_source)
               is distinct from (p_group, v_count, p_unit, p_funding, asked.amount, p_purpose, p_expected))
      into v_known, v_barred, v_differing
      from unnest(p_holds, p_amounts) as asked (id, amount) join hold known on known.id = asked.id;

    -- A request that was answered before has left a row for each of its holds.
    if v_differing > 0 or v_barred < v_known and v_known < v_count then
        return query
            select answer.*
              from unnest(p_holds) as asked (id),
                   ledger_refusal(asked.id, p_group, p_user, 'declined', 'content-mismatch', v_total, a) answer;
        return;
    end if;

    if v_known = v_count then
        return query
            select answer.*
              from unnest(p_holds) with ordinality as asked (id, place) join hold known on known.id = asked.id,
                   ledger_answer(known, a, p_user, true, false) answer
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
            v_available := greatest(v_available, ledger_available(a, v_source));
            exit when ledger_available(a, v_source) >= v_total;
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
            raise exception 'account % has fewer % in its lots than on its row', a.id, v_source
                using errcode = 'data_corrupted';
        end if;
        a := ledger_move(a, v_source, 0, v_total);
    end if;

    if a is distinct from v_before then
        a := ledger_save(a);
    end if;
    return query
        select answer.*
          from unnest(p_holds) with ordinality as asked (id, place) join hold known on known.id = asked.id,
               ledger_answer(known, a, p_user, false, a.version <> v_before.version) answer
         order by place;
end $$;

-- Charges a hold in full or in part. One that expired before is charged anew from the same source, or written off.
create function capture_hold(
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
        return ledger_refusal(p_hold, null, p_user, 'refused', 'unknown-hold', p_amount, a);
    elsif h.status in ('released', 'barred') then
        return ledger_refusal(p_hold, h.group_id, p_user, 'refused', 'already-released', p_amount, a);
    elsif h.status = 'captured' and h.captured = p_amount then
        return ledger_answer(h, a, p_user, true, false);
    elsif h.status = 'captured' then
        return ledger_refusal(p_hold, h.group_id, p_user, 'refused', 'already-captured', p_amount, a);
    elsif p_amount > h.amount then
        return ledger_refusal(p_hold, h.group_id, p_user, 'refused', 'amount-too-large', p_amount, a);
    end if;

    a := ledger_touch(a, p_now, p_zone, p_free);
    v_late := h.status = 'expired';
    if not v_late then
        a := ledger_settle(a, h, p_amount, p_now);
    elsif ledger_available(a, h.source) >= p_amount then
        a := ledger_take(
            a,
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
    r := ledger_answer(h, a, p_user, false, true);
    r.written_off := v_written_off;
    return r;
end $$;

-- Gives the units of a hold back. Of a hold that is not known it leaves a mark that declines a later place.
create function release_hold(
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
        r := ledger_answer(h, a, p_user, false, false);
    elsif h.account_id <> a.id then
        return ledger_refusal(p_hold, null, p_user, 'refused', 'unknown-hold', 0, a);
    elsif h.status = 'captured' then
        return ledger_refusal(p_hold, h.group_id, p_user, 'refused', 'already-captured', h.captured, a);
    elsif h.status = 'held' then
        a := ledger_settle(ledger_touch(a, p_now, p_zone, p_free), h, 0, p_now);
        update hold set status = 'released', end_reason = p_reason, ended_at = p_now
         where id = h.id
        returning * into h;
        a := ledger_save(a);
        r := ledger_answer(h, a, p_user, false, true);
    else
        r := ledger_answer(h, a, p_user, true, false);
    end if;
    -- What was never placed is as good as given back.
    r.outcome := 'released';
    r.reason := null;
    return r;
end $$;

-- Ends open holds whose time is over, accounts that are busy left for the next call. One answer for each.
create function expire_holds(p_limit integer, p_now timestamptz, p_zone text, p_free bigint)
        returns setof hold_answer language plpgsql as $$
declare
    v_account uuid;
    v_user    uuid;
    v_ended   uuid[];
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
        v_user := a.user_id;
        v_ended := '{}';
        a := ledger_touch(a, p_now, p_zone, p_free);
        for h in
            select * from hold where account_id = a.id and status = 'held' and expires_at <= p_now order by sequence
        loop
            a := ledger_settle(a, h, 0, p_now);
            update hold set status = 'expired', end_reason = 'expired', ended_at = p_now where id = h.id;
            v_ended := v_ended || h.id;
        end loop;
        continue when v_ended = '{}';
        a := ledger_save(a);
        return query
            select answer.*
              from hold ended, ledger_answer(ended, a, v_user, false, true) answer
             where ended.id = any (v_ended)
             order by ended.sequence;
    end loop;
end $$;

-- Gives units (or, with a negative amount, takes units that nobody has set aside), once for ever under the key.
-- p_kind is also the system account on the other side. Units of a plan bring the plan itself.
create function grant_units(
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
    r.balance := a;
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
    if ledger_available(a, p_source) + p_amount < 0 then
        r.outcome := 'insufficient';
    else
        r.transaction_id := ledger_record(
            p_key, a.id, p_kind, p_source, p_amount, null, p_product, p_reason, p_actor, p_now);
        -- Taken meanwhile for another account, whose lock is not ours.
        r.outcome := case when r.transaction_id is null then 'mismatch' else 'done' end;
    end if;
    if r.outcome = 'done' and p_amount > 0 then
        a := ledger_add_lot(a, r.transaction_id, p_kind, p_source, p_amount, null, p_product, p_expires, p_now);
        -- The plan shown is the one that ends last: none is shown as over while it has units.
        if p_source = 'plan' and (a.plan_renews_at is null or a.plan_renews_at <= p_expires) then
            a.plan_code := p_product;
            a.plan_renews_at := p_expires;
        end if;
    elsif r.outcome = 'done' then
        a := ledger_take(a, r.transaction_id, p_kind, p_source, -p_amount);
    end if;
    if a is distinct from v_before then
        a := ledger_save(a);
        r.changed := true;
    end if;
    r.balance := a;
    return r;
end $$;

-- The account as it stands now, opened if there is none. Locks nothing unless a lot ended or a month began.
create function read_account(p_user uuid, p_now timestamptz, p_zone text, p_free bigint)
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
    r.balance := a;
    return r;
end $$;

-- Closes a user's account: at once if no hold is open, else with the end of the last one. No hold is placed meanwhile.
create function close_account(p_user uuid, p_now timestamptz) returns account_answer language plpgsql as $$
declare
    a account;
    r account_answer;
begin
    select * into a from account where user_id = p_user for update;
    r.changed := found;
    r.outcome := case when found then 'done' else 'closed' end;
    if found then
        a.status := 'closing';
        r.balance := ledger_save(ledger_finish_closing(a, p_now));
    end if;
    return r;
end $$;
