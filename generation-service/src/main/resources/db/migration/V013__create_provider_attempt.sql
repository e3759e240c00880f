-- One call that asks a provider for a picture. Written before the call, so that whoever takes the job over knows of it.
create table provider_attempt (
    id               uuid        primary key,
    job_id           uuid        not null,
    number           integer     not null,
    provider         text        not null,
    model            text        not null,
    epoch            bigint      not null,
    state            text        not null default 'CALLING',
    -- The provider's name for the work: from its answer, or from a verified callback if the answer was lost.
    provider_task_id text,
    error_code       text,
    -- What the call costs us, in millionths of a US dollar: the price list's figure.
    cost_micro_usd   bigint      not null default 0,
    -- What the provider's callback claimed it charged; informational, callbacks are not signed as a whole.
    reported_credits bigint,
    created_at       timestamptz not null default now(),
    accepted_at      timestamptz,
    callback_at      timestamptz,
    finished_at      timestamptz,

    constraint provider_attempt_number_key unique (job_id, number),
    constraint provider_attempt_task_key unique (provider, provider_task_id),
    constraint provider_attempt_state_check
        check (state in ('CALLING', 'ACCEPTED', 'SUCCEEDED', 'REJECTED', 'FAILED', 'UNKNOWN', 'ABANDONED'))
);

comment on table provider_attempt is 'Calls that ask a provider for a picture; the unique keys also serve the look-ups by job and by callback';

-- What was spent in a day, and for whose account: one provider's, or the free quota's as a whole.
create table spending (
    budget    text        not null,
    day       date        not null,
    micro_usd bigint      not null,
    -- The calls that this paid for.
    calls     integer     not null default 0,
    -- When a call was refused for want of money, for the first time on that day.
    spent_at  timestamptz,

    -- The day first: the operator reads the last days of all budgets.
    constraint spending_pkey primary key (day, budget)
);

comment on table spending is 'Money given to providers per budget and day, in millionths of a US dollar; checked against the caps';
