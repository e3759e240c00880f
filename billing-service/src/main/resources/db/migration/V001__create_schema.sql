-- The ledger: accounts of users, the lots of their units, holds, and every movement for ever. Only the functions beside
-- this file and R2dbcAccountLedger write here. docs/adr/0010-lots-and-holds.md gives the reasons.

-- Where a user's units come from, and what is booked. R__ledger_sources.sql lists the values of both.
create domain unit_source as text;
create domain booked_unit as text;

-- One order for transaction ids, positions in the history and versions of balances. Under the lock of one account it
-- only grows, even across an account that was closed and opened again.
create sequence ledger_sequence as bigint cache 1;

-- A user's account, or one of the system's.
create table account (
    id               uuid        not null default gen_random_uuid(),
    user_id          uuid,
    system_code      text,
    status           text        not null default 'open',
    version          bigint      not null default nextval('ledger_sequence'),
    -- The subscription whose units are in "plan".
    plan_code        text,
    plan_renews_at   timestamptz,
    -- The last calendar month (yyyy-MM) whose free quota was granted, when the next begins, and the last one announced.
    free_month       text,
    free_renews_at   timestamptz,
    free_noticed     text,
    -- When the next lot ends: until then there is nothing to bring up to date.
    next_expiry      timestamptz not null default 'infinity',
    opened_at        timestamptz not null,
    constraint account_pkey primary key (id),
    constraint account_user_id_key unique (user_id),
    constraint account_system_code_key unique (system_code),
    constraint account_owner_check check ((user_id is null) <> (system_code is null)),
    constraint account_status_check check (status in ('open', 'closing', 'closed'))
) with (fillfactor = 80);

comment on table account is 'A user''s account, or one of the system''s; its row is the lock of everything about it';

-- Accounts that have not been used in the new month yet, for the task free-quota-renewal.
create index account_free_month_idx on account (free_month, id) where user_id is not null;

-- The other side of every movement. Money ('rub' in kopecks, 'xtr' in Stars) flows between provider and revenue.
insert into account (id, system_code, opened_at) values
    ('00000000-0000-4000-8000-000000000001', 'free-quota', '2026-01-01Z'),  -- gives the free actions of each month
    ('00000000-0000-4000-8000-000000000002', 'operator',   '2026-01-01Z'),  -- grants and corrections by an operator
    ('00000000-0000-4000-8000-000000000003', 'sales',      '2026-01-01Z'),  -- units that were bought
    ('00000000-0000-4000-8000-000000000004', 'promo',      '2026-01-01Z'),  -- promo codes and referral bonuses
    ('00000000-0000-4000-8000-000000000005', 'spent',      '2026-01-01Z'),  -- units charged for work that was done
    ('00000000-0000-4000-8000-000000000006', 'expired',    '2026-01-01Z'),  -- units whose lot ended unused
    ('00000000-0000-4000-8000-000000000007', 'write-off',  '2026-01-01Z'),  -- work given away: a late capture without units
    ('00000000-0000-4000-8000-000000000008', 'forfeited',  '2026-01-01Z'),  -- what was left on a closed account
    ('00000000-0000-4000-8000-000000000009', 'refunds',    '2026-01-01Z'),  -- units taken back with a refund
    ('00000000-0000-4000-8000-00000000000a', 'provider',   '2026-01-01Z'),  -- money at a payment provider
    ('00000000-0000-4000-8000-00000000000b', 'revenue',    '2026-01-01Z'),  -- money earned
    ('00000000-0000-4000-8000-00000000000c', 'fees',       '2026-01-01Z');  -- money kept by a payment provider

-- The running balance of a user's account. A system account has none, its balance is the sum of its entries: a row that
-- every transaction updates would serialise the whole service.
create table account_balance (
    account_id       uuid        not null,
    source           unit_source not null,
    -- All units, including those in open holds; and the units in open holds.
    units            bigint      not null,
    held             bigint      not null,
    constraint account_balance_pkey primary key (account_id, source),
    constraint account_balance_account_id_fkey foreign key (account_id) references account (id),
    constraint account_balance_held_check check (held between 0 and units)
) with (fillfactor = 80);

comment on table account_balance is 'What a user''s account has of each source; no row where it never had any';

-- Units that came together and end together. A hold names its lots, so that the end of a month or a refund takes only
-- units that are not held.
create table lot (
    id               bigint      not null generated always as identity,
    account_id       uuid        not null,
    source           unit_source not null,
    period           text,
    product          text,
    granted          bigint      not null,
    remaining        bigint      not null,
    held             bigint      not null default 0,
    granted_at       timestamptz not null,
    expires_at       timestamptz not null default 'infinity',
    constraint lot_pkey primary key (id),
    constraint lot_account_id_fkey foreign key (account_id) references account (id),
    constraint lot_granted_check check (granted > 0),
    constraint lot_remaining_check check (remaining between 0 and granted),
    constraint lot_held_check check (held between 0 and remaining)
) with (fillfactor = 80);

comment on table lot is 'Units that came together and end together; remaining counts the held ones too';

-- Lots to take from, soonest to end first (place_holds), and lots that ended (ledger_end_lots).
create index lot_open_idx on lot (account_id, source, expires_at, id) where remaining > 0;

-- Units set aside for one job, under an id that the requesting service chose. Kept after its end as the answer to
-- repeats: 'declined' was never placed, 'barred' marks a release that came before the command to place it.
create table hold (
    id               uuid        not null,
    sequence         bigint      not null default nextval('ledger_sequence'),
    account_id       uuid        not null,
    status           text        not null,
    -- The request; unknown if barred.
    group_id         uuid,
    group_size       integer,
    unit             text,
    funding          text,
    amount           bigint,
    purpose          text,
    expected_source  unit_source,
    expires_at       timestamptz,
    -- The outcome.
    source           unit_source,
    captured         bigint      not null default 0,
    late             boolean     not null default false,
    decline_reason   text,
    required         bigint,
    available        bigint,
    end_reason       text,
    created_at       timestamptz not null,
    ended_at         timestamptz,
    constraint hold_pkey primary key (id),
    constraint hold_account_id_fkey foreign key (account_id) references account (id),
    constraint hold_status_check check (status in ('held', 'captured', 'released', 'expired', 'declined', 'barred')),
    constraint hold_content_check check (
        status = 'barred' or (num_nonnulls(group_size, unit, funding, amount, purpose, expires_at) = 6 and amount > 0)),
    constraint hold_source_check check ((source is null) = (status in ('declined', 'barred'))),
    constraint hold_captured_check check (
        captured between 0 and coalesce(amount, 0) and (captured > 0) = (status = 'captured')),
    constraint hold_ended_check check ((ended_at is null) = (status = 'held'))
);

comment on table hold is 'Units set aside for one item of work, and what became of them';

-- Open holds by the time they expire, for expire_holds.
create index hold_due_idx on hold (expires_at) where status = 'held';
-- Open holds of an account, for expire_holds, the history and the operator.
create index hold_open_idx on hold (account_id) where status = 'held';
-- Declined and barred holds old enough to delete, for the task unplaced-holds.
create index hold_unplaced_idx on hold (ended_at) where status in ('declined', 'barred');

-- The units a hold has set aside in each lot. Kept after the hold's end: the capture was taken from these lots.
create table hold_lot (
    hold_id          uuid        not null,
    lot_id           bigint      not null,
    amount           bigint      not null,
    constraint hold_lot_pkey primary key (hold_id, lot_id),
    constraint hold_lot_hold_id_fkey foreign key (hold_id) references hold (id),
    constraint hold_lot_lot_id_fkey foreign key (lot_id) references lot (id),
    constraint hold_lot_amount_check check (amount > 0)
);

comment on table hold_lot is 'The lots a hold names';

-- One movement of units or money, once for ever under its key. The amount is the user's: positive in, negative out.
create table transaction (
    id               bigint      not null default nextval('ledger_sequence'),
    idempotency_key  text        not null,
    account_id       uuid        not null,
    kind             text        not null,
    source           unit_source not null,
    amount           bigint      not null,
    hold_id          uuid,
    product          text,
    reason           text,
    actor_id         uuid,
    created_at       timestamptz not null,
    constraint transaction_pkey primary key (id),
    constraint transaction_idempotency_key_key unique (idempotency_key),
    constraint transaction_account_id_fkey foreign key (account_id) references account (id),
    constraint transaction_kind_check check (kind in (
        'free-quota', 'operator', 'sales', 'promo', 'capture', 'late-capture', 'write-off', 'expired', 'forfeited',
        'refunds', 'payment')),
    constraint transaction_key_check check (length(idempotency_key) between 1 and 255)
);

comment on table transaction is 'One movement, once for ever under its key; never changed';

-- Movements of an account, newest first, for the history and the operator.
create index transaction_account_id_idx on transaction (account_id, id desc);

-- One side of a movement. The sides of a transaction sum to zero per unit. There is no foreign key to the account: its
-- check would lock the few system rows for every writer at once.
create table entry (
    id               bigint      not null generated always as identity,
    transaction_id   bigint      not null,
    account_id       uuid        not null,
    lot_id           bigint,
    unit             booked_unit not null,
    amount           bigint      not null,
    constraint entry_pkey primary key (id),
    constraint entry_transaction_id_fkey foreign key (transaction_id) references transaction (id),
    constraint entry_lot_id_fkey foreign key (lot_id) references lot (id),
    constraint entry_amount_check check (amount <> 0)
);

comment on table entry is 'One side of a movement; never changed';

-- The sides of a transaction, for the operator's ledger page.
create index entry_transaction_id_idx on entry (transaction_id);
-- The sum of an account, for the task ledger-check; reads the index alone.
create index entry_account_id_idx on entry (account_id) include (unit, amount);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger entry_append_only before update or delete or truncate on entry
    for each statement execute function refuse_change();
create trigger transaction_append_only before update or delete or truncate on transaction
    for each statement execute function refuse_change();

-- An account as shown to its user: for each source all units, and those in open holds.
create type account_state as (
    version         bigint,
    plan_code       text,
    plan_renews_at  timestamptz,
    free_renews_at  timestamptz,
    sources         text[],
    units           bigint[],
    held            bigint[]
);

-- The outcome of an operation for one hold, with the account if it has a new version.
--   outcome    placed | declined | captured | released | refused
--   reason     why it was declined or refused, else null
--   repeated   whether the same outcome was returned before, and nothing has changed now
--   written_off  units of a late capture that were not paid
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
    balance      account_state
);

-- The outcome of an operation on an account.
--   outcome  done | repeated | mismatch (the key was used for something else) | insufficient | closed
create type account_answer as (
    outcome         text,
    transaction_id  bigint,
    changed         boolean,
    balance         account_state
);

-- Products for sale. Prices and packs are data: change a row, not the code. A code is never reused for another product.
create table product (
    code             text        not null,
    kind             text        not null,
    unit             text        not null,
    units            bigint      not null,
    price_kopecks    bigint      not null,
    place            integer     not null,
    on_sale          boolean     not null default true,
    constraint product_pkey primary key (code),
    constraint product_kind_check check (kind in ('plan', 'pack')),
    -- A plan grants actions per month, a pack units of a source that does not renew.
    constraint product_unit_check check (
        case kind when 'plan' then unit = 'actions' else unit::unit_source not in ('plan', 'free') end),
    constraint product_units_check check (units > 0),
    constraint product_price_kopecks_check check (price_kopecks > 0)
);

comment on table product is 'The price list; a plan''s price is per month';

create table product_text (
    product_code     text        not null,
    language         text        not null,
    name             text        not null,
    description      text        not null,
    constraint product_text_pkey primary key (product_code, language),
    constraint product_text_product_code_fkey foreign key (product_code) references product (code)
);

comment on table product_text is 'Names of products in each language';

insert into product (code, kind, unit, units, price_kopecks, place) values
    ('plan-50',      'plan', 'actions',   50, 29900, 10),
    ('plan-150',     'plan', 'actions',  150, 49900, 20),
    ('plan-500',     'plan', 'actions',  500, 89900, 30),
    ('credits-100',  'pack', 'credits',  100, 19900, 40),
    ('energy-100',   'pack', 'energy',   100,  9900, 50),
    ('energy-500',   'pack', 'energy',   500, 34900, 60),
    ('diamonds-50',  'pack', 'diamonds',  50, 14900, 70),
    ('diamonds-200', 'pack', 'diamonds', 200, 44900, 80);

insert into product_text (product_code, language, name, description) values
    ('plan-50', 'ru', 'Старт', '50 действий в месяц, без водяного знака'),
    ('plan-50', 'uk', 'Старт', '50 дій на місяць, без водяного знака'),
    ('plan-50', 'en', 'Start', '50 actions a month, no watermark'),
    ('plan-150', 'ru', 'Студия', '150 действий в месяц, без водяного знака'),
    ('plan-150', 'uk', 'Студія', '150 дій на місяць, без водяного знака'),
    ('plan-150', 'en', 'Studio', '150 actions a month, no watermark'),
    ('plan-500', 'ru', 'Профи', '500 действий в месяц, без водяного знака'),
    ('plan-500', 'uk', 'Профі', '500 дій на місяць, без водяного знака'),
    ('plan-500', 'en', 'Pro', '500 actions a month, no watermark'),
    ('credits-100', 'ru', '100 кредитов', 'Не сгорают, без водяного знака'),
    ('credits-100', 'uk', '100 кредитів', 'Не згорають, без водяного знака'),
    ('credits-100', 'en', '100 credits', 'Never expire, no watermark'),
    ('energy-100', 'ru', '100 энергии', 'Для разговоров с персонажами'),
    ('energy-100', 'uk', '100 енергії', 'Для розмов із персонажами'),
    ('energy-100', 'en', '100 energy', 'For talking to characters'),
    ('energy-500', 'ru', '500 энергии', 'Для разговоров с персонажами'),
    ('energy-500', 'uk', '500 енергії', 'Для розмов із персонажами'),
    ('energy-500', 'en', '500 energy', 'For talking to characters'),
    ('diamonds-50', 'ru', '50 алмазов', 'Для фотографий персонажей'),
    ('diamonds-50', 'uk', '50 діамантів', 'Для фотографій персонажів'),
    ('diamonds-50', 'en', '50 diamonds', 'For photos of characters'),
    ('diamonds-200', 'ru', '200 алмазов', 'Для фотографий персонажей'),
    ('diamonds-200', 'uk', '200 діамантів', 'Для фотографій персонажів'),
    ('diamonds-200', 'en', '200 diamonds', 'For photos of characters');
