-- The last balance billing told of. It displays and weighs; only billing decides.
create table balance_projection (
    user_id    uuid        primary key,
    version    bigint      not null,
    balance    jsonb       not null,
    updated_at timestamptz not null default now()
);

comment on table balance_projection is 'Last known balance of each user, from billing.balances';
