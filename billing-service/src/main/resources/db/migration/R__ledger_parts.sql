-- Building blocks of the ledger's operations. They require the account's row to be locked. Time, zone and free quota
-- are arguments: the ledger has no clock and no settings of its own.

create or replace function system_account(p_code text) returns uuid language sql immutable parallel safe as $$
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

-- Units of a source that can be spent. The account must be up to date.
create or replace function ledger_available(p_account uuid, p_source text) returns bigint language sql stable as $$
    select coalesce((select units - held from account_balance where account_id = p_account and source = p_source), 0)
$$;

-- Changes the running balance.
create or replace function ledger_move(p_account uuid, p_source text, p_units bigint, p_held bigint) returns void
    language plpgsql as $$
begin
    update account_balance
       set units = units + p_units, held = held + p_held
     where account_id = p_account and source = p_source;
    if not found then
        insert into account_balance (account_id, source, units, held) values (p_account, p_source, p_units, p_held);
    end if;
end $$;

-- The current account as shown to its user.
create or replace function ledger_state(p_account uuid) returns account_state language sql stable as $$
    select row (version, plan_code, plan_renews_at, free_renews_at, sources, units, held)::account_state
      from account,
           lateral (select coalesce(array_agg(source::text), '{}') as sources,
                           coalesce(array_agg(units), '{}') as units, coalesce(array_agg(held), '{}') as held
                      from account_balance where account_id = account.id) balance
     where id = p_account
$$;

-- Locks the user's account, which is opened if there is none.
create or replace function ledger_lock(p_user uuid, p_now timestamptz) returns account language plpgsql as $$
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

-- Saves the account with a new version.
create or replace function ledger_save(a account) returns account language plpgsql as $$
begin
    update account
       set user_id = a.user_id, status = a.status, version = nextval('ledger_sequence'),
           plan_code = a.plan_code, plan_renews_at = a.plan_renews_at,
           free_month = a.free_month, free_renews_at = a.free_renews_at, next_expiry = a.next_expiry
     where id = a.id
    returning * into strict a;
    return a;
end $$;

-- Opens a transaction; null if its key was used.
create or replace function ledger_record(
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
create or replace function ledger_book(
        p_transaction bigint, p_from uuid, p_to uuid, p_lot bigint, p_unit text, p_amount bigint) returns void
    language plpgsql as $$
begin
    insert into entry (transaction_id, account_id, lot_id, unit, amount)
    values (p_transaction, p_from, p_lot, p_unit, -p_amount),
           (p_transaction, p_to, p_lot, p_unit, p_amount);
end $$;

-- Adds a lot that the transaction brings.
create or replace function ledger_add_lot(
        a account, p_transaction bigint, p_from text, p_source text, p_amount bigint, p_period text, p_product text,
        p_expires timestamptz, p_now timestamptz) returns account language plpgsql as $$
declare
    v_lot bigint;
begin
    insert into lot (account_id, source, period, product, granted, remaining, granted_at, expires_at)
    values (a.id, p_source, p_period, p_product, p_amount, p_amount, p_now, p_expires)
    returning id into v_lot;
    perform ledger_book(p_transaction, system_account(p_from), a.id, v_lot, p_source, p_amount);
    perform ledger_move(a.id, p_source, p_amount, 0);
    a.next_expiry := least(a.next_expiry, p_expires);
    return a;
end $$;

-- Takes units that are not held out of a source's lots, soonest to end first.
create or replace function ledger_take(
        p_account uuid, p_transaction bigint, p_to text, p_source text, p_amount bigint) returns void
    language plpgsql as $$
declare
    l      record;
    v_rest bigint := p_amount;
    v_part bigint;
begin
    for l in
        select id, remaining - held as unheld
          from lot
         where account_id = p_account and source = p_source and remaining > 0 and remaining > held
         order by expires_at, id
    loop
        v_part := least(v_rest, l.unheld);
        update lot set remaining = remaining - v_part where id = l.id;
        perform ledger_book(p_transaction, p_account, system_account(p_to), l.id, p_source, v_part);
        v_rest := v_rest - v_part;
        exit when v_rest = 0;
    end loop;
    if v_rest > 0 then
        raise exception 'account % has % fewer % in its lots than in its balance', p_account, v_rest, p_source
            using errcode = 'data_corrupted';
    end if;
    perform ledger_move(p_account, p_source, -p_amount, 0);
end $$;

-- Ends lots whose time is over: units that are not held are removed.
create or replace function ledger_end_lots(a account, p_now timestamptz) returns account language plpgsql as $$
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
        -- The state of the lot makes this happen only once; the lot can end again if units were returned in between by
        -- an instance whose clock is behind.
        v_transaction := ledger_record(
            'end:' || l.id || ':' || nextval('ledger_sequence'), a.id, 'expired', l.source, -l.unheld, null, l.product, null, null, p_now);
        perform ledger_book(v_transaction, a.id, system_account('expired'), l.id, l.source, l.unheld);
        update lot set remaining = held where id = l.id;
        perform ledger_move(a.id, l.source, -l.unheld, 0);
    end loop;
    if a.plan_renews_at <= p_now then
        a.plan_code := null;
        a.plan_renews_at := null;
    end if;
    -- A plan ends on its day, even if its units are used up.
    select least(min(expires_at), a.plan_renews_at, 'infinity') into a.next_expiry
      from lot
     where account_id = a.id and expires_at > p_now and remaining > 0;
    return a;
end $$;

-- Brings the account up to date: ends lots, and grants the free quota of this month once.
create or replace function ledger_touch(a account, p_now timestamptz, p_zone text, p_free bigint) returns account
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
            -- The key names the user, not the account: a user who returns after an erasure gets no second quota.
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

-- Closes a closing account once no hold is open: removes the remaining units, and the user's id.
create or replace function ledger_finish_closing(a account, p_now timestamptz) returns account language plpgsql as $$
declare
    b             account_balance;
    v_transaction bigint;
begin
    if a.status <> 'closing' or exists (select from account_balance where account_id = a.id and held > 0) then
        return a;
    end if;
    for b in select * from account_balance where account_id = a.id and units > 0 order by source loop
        v_transaction := ledger_record(
            'close:' || a.id || ':' || b.source, a.id, 'forfeited', b.source, -b.units, null, null, null, null, p_now);
        perform ledger_take(a.id, v_transaction, 'forfeited', b.source, b.units);
    end loop;
    a.status := 'closed';
    a.user_id := gen_random_uuid();
    a.plan_code := null;
    a.plan_renews_at := null;
    a.next_expiry := 'infinity';
    return a;
end $$;

-- Ends an open hold: charges part of its units, returns the rest. Units returned to an ended lot are removed at once.
create or replace function ledger_settle(a account, h hold, p_charge bigint, p_now timestamptz) returns account
    language plpgsql as $$
declare
    l             record;
    v_transaction bigint;
    v_rest        bigint := p_charge;
    v_charge      bigint;
    v_lost        bigint;
    v_gone        bigint := 0;
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
        v_gone := v_gone + v_charge + v_lost;
        v_rest := v_rest - v_charge;
    end loop;
    perform ledger_move(a.id, h.source, -v_gone, -h.amount);
    return ledger_finish_closing(a, p_now);
end $$;

-- The outcome with the current state of a hold. The account's state is included only if it changed, else null.
create or replace function ledger_answer(h hold, p_state account_state, p_user uuid, p_repeated boolean)
        returns hold_answer language plpgsql immutable as $$
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
    r.changed := p_state.version is not null;
    r.balance := p_state;
    return r;
end $$;

-- The outcome of a command that is refused.
create or replace function ledger_refusal(
        p_hold uuid, p_group uuid, p_user uuid, p_outcome text, p_reason text, p_amount bigint)
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
    return r;
end $$;
