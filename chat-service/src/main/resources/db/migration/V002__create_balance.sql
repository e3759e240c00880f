create table balance (
    user_id uuid   not null,
    version bigint not null,
    content jsonb  not null,
    constraint balance_pkey primary key (user_id)
);

comment on table balance is 'The last known balance of each user, a projection of billing.balances.v1; older versions never replace newer.';
