create table outgoing_message (
    id           bigint      generated always as identity,
    chat_id      bigint      not null,
    reason       text        not null,
    content      jsonb       not null,
    created_at   timestamptz not null,
    due_at       timestamptz not null,
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
