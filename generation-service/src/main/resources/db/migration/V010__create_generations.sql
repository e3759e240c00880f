-- A job: one paid request for a picture, from the click to its end. Its row is also the state of the saga with billing.
create table generations (
    id                uuid        primary key,
    user_id           uuid        not null,
    operation         text        not null,
    -- What was asked for, as the client sent it; ids and choices only.
    parameters        jsonb       not null,
    -- What is sent to the provider, frozen when the job was made.
    model             text        not null,
    prompt            text        not null,
    prompt_version    text        not null,
    inputs            uuid[]      not null default '{}',
    route             smallint    not null default 0,

    status            text        not null default 'PENDING',
    version           bigint      not null default 1,
    cancel_requested  boolean     not null default false,
    error_code        text,

    -- The price as quoted, and who pays once billing has said so.
    price             bigint      not null,
    unit              text        not null,
    funding           text        not null,
    expected_source   text,
    source            text,
    watermark         boolean     not null default false,

    -- Our side of the hold: what was asked last, and when to ask again if no answer comes.
    hold_id           uuid        not null,
    hold_state        text        not null default 'ASKED',
    hold_expires_at   timestamptz not null,
    hold_asks         integer     not null default 0,
    ask_again_at      timestamptz,
    release_reason    text,
    decline           jsonb,
    -- Refused in the answer to its own POST: the client was told there is no job.
    refused           boolean     not null default false,

    provider          text,
    provider_model    text,
    expected_millis   bigint,
    run_millis        bigint,

    retry_of          uuid,
    dialog_id         uuid,
    character_id      uuid,
    -- The trace of the request that made the job: an operator finds its log lines by it.
    trace_id          text,

    created_at        timestamptz not null default now(),
    wait_until        timestamptz not null,
    queued_at         timestamptz,
    started_at        timestamptz,
    deadline_at       timestamptz,
    finished_at       timestamptz,
    deleted_at        timestamptz,

    constraint generations_hold_id_key unique (hold_id),
    constraint generations_price_check check (price > 0),
    constraint generations_status_check
        check (status in ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    constraint generations_hold_state_check
        check (hold_state in ('ASKED', 'PLACED', 'DECLINED', 'CAPTURING', 'CAPTURED', 'RELEASING', 'RELEASED', 'LOST')),
    constraint generations_finished_check
        check ((status in ('COMPLETED', 'FAILED', 'CANCELLED')) = (finished_at is not null)),
    constraint generations_failed_check check (status <> 'FAILED' or error_code is not null)
);

comment on table generations is 'Jobs, one row each, and the state of their holds; only guarded updates change a row';

-- "My jobs, newest first": where user_id = ? and id < ? order by id desc limit ?
create index generations_newest_idx on generations (user_id, id desc) where deleted_at is null and not refused;

-- Erasure: where user_id = ? and finished_at is null.
create index generations_under_way_idx on generations (user_id) where finished_at is null;

-- Limit at admission, under the user's lock: where user_id = ? and status = 'PENDING'
create index generations_pending_idx on generations (user_id) where status = 'PENDING';

-- Commands to repeat: where ask_again_at <= now() order by ask_again_at
create index generations_ask_again_idx on generations (ask_again_at) where ask_again_at is not null;

-- Running jobs past their deadline: where status = 'PROCESSING' and deadline_at <= now()
create index generations_deadline_idx on generations (deadline_at) where status = 'PROCESSING';

-- Jobs that waited too long: where status = 'PENDING' and wait_until <= now()
create index generations_wait_idx on generations (wait_until) where status = 'PENDING';

-- Typical run time of a model: where model = ? and status = 'COMPLETED' order by finished_at desc limit 50
create index generations_timing_idx on generations (model, finished_at desc) where status = 'COMPLETED';

-- The operator's list, those taken off the users' lists too, by status: where status = ? and id < ? order by id desc
-- Of one user, with a status or without: generations_user_id_idx; a user has few jobs.
create index generations_status_idx on generations (status, id desc);

-- What ended of late, and why, for the operator: where finished_at >= ? and not refused
create index generations_finished_idx on generations (finished_at) include (status, error_code, provider)
    where finished_at is not null and not refused;
