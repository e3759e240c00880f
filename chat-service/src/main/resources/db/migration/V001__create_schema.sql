create table person (
    telegram_id    bigint      not null,
    user_id        uuid        not null,
    language       text,
    started_at     timestamptz,
    unreachable_at timestamptz,
    constraint person_pkey primary key (telegram_id),
    constraint person_user_id_key unique (user_id)
);

comment on table person is 'Everybody who logged in or wrote to the bot; what the auth service says of them is a projection.';
comment on column person.language is 'as the auth service says; null while the person has only written to the bot';
comment on column person.started_at is 'first /start; a bot may write only to those who wrote to it';
comment on column person.unreachable_at is 'when Telegram said that the person has blocked the bot';

create table balance_projection (
    user_id uuid   not null,
    version bigint not null,
    balance jsonb  not null,
    constraint balance_projection_pkey primary key (user_id)
);

comment on table balance_projection is 'The last known balance of each user, a projection of billing.balances.v1; older versions never replace newer.';

create table telegram_update (
    update_id   bigint      not null,
    chat_id     bigint      not null,
    payload     text        not null,
    received_at timestamptz not null,
    due_at      timestamptz not null,
    attempts    integer     not null default 0,
    handled_at  timestamptz,
    outcome     text,
    constraint telegram_update_pkey primary key (update_id),
    constraint telegram_update_outcome_check check ((handled_at is null) = (outcome is null))
);

comment on table telegram_update is 'Updates as Telegram sent them; each is handled once, in order per chat. Handled ones are kept to know them again.';
comment on column telegram_update.outcome is 'answered, ignored or failed';

-- the next update of each chat
create index telegram_update_waiting_idx on telegram_update (chat_id, update_id) where handled_at is null;

-- the clean-up of handled ones
create index telegram_update_handled_at_idx on telegram_update (handled_at) where handled_at is not null;

create table outgoing_message (
    id           bigint      generated always as identity,
    chat_id      bigint      not null,
    reason       text        not null,
    content      jsonb       not null,
    created_at   timestamptz not null default now(),
    due_at       timestamptz not null default now(),
    attempts     integer     not null default 0,
    leased_until timestamptz,
    ended_at     timestamptz,
    outcome      text,
    constraint outgoing_message_pkey primary key (id),
    constraint outgoing_message_reason_key unique (reason),
    constraint outgoing_message_outcome_check check ((ended_at is null) = (outcome is null))
);

comment on table outgoing_message is 'Messages to people, until Telegram has taken them. In order per chat.';
comment on column outgoing_message.reason is 'what caused it, such as update:9001 or job:…; one message for each';
comment on column outgoing_message.leased_until is 'until then one process is sending it; after a crash another sends it';
comment on column outgoing_message.outcome is 'sent, refused, unreachable or too-old';

-- the next message of each chat
create index outgoing_message_waiting_idx on outgoing_message (chat_id, id) where ended_at is null;

-- the clean-up of ended ones
create index outgoing_message_ended_at_idx on outgoing_message (ended_at) where ended_at is not null;

create table bot_photo (
    id           uuid        not null,
    user_id      uuid        not null,
    file_id      text        not null,
    content_type text,
    created_at   timestamptz not null,
    constraint bot_photo_pkey primary key (id),
    constraint bot_photo_user_id_fkey foreign key (user_id) references person (user_id) on delete cascade
);

comment on table bot_photo is 'Photos that people sent to the bot within the last day. Their bytes stay at Telegram.';
comment on column bot_photo.file_id is 'the photo''s name at Telegram, good for this bot only';
comment on column bot_photo.content_type is 'image/…, as Telegram says of a file; null for what was sent as a photo';

-- a person is forgotten
create index bot_photo_user_id_idx on bot_photo (user_id);

-- the clean-up of old ones
create index bot_photo_created_at_idx on bot_photo (created_at);

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
