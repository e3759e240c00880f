create table operator_notice (
    id          uuid        not null,
    kind        text        not null,
    subject     text        not null,
    details     jsonb       not null,
    occurred_at timestamptz not null,
    told        boolean     not null,
    constraint operator_notice_pkey primary key (id)
);

comment on table operator_notice is 'What operators should know of, from operator.notices.v1; kept for 30 days. Ids grow with time.';
comment on column operator_notice.id is 'of the event';
comment on column operator_notice.told is 'whether it was sent to operators; the same is not said again within ten minutes';

-- whether the same was told a moment ago
create index operator_notice_told_idx on operator_notice (kind, subject, occurred_at) where told;

-- the clean-up of old ones
create index operator_notice_occurred_at_idx on operator_notice (occurred_at);
