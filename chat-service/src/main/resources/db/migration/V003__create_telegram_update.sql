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
