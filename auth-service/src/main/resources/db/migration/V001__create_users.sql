create table users (
    id              uuid        not null,
    telegram_id     bigint      not null,
    first_name      text        not null,
    last_name       text,
    username        text,
    language        text        not null,
    language_chosen boolean     not null default false,
    premium         boolean     not null default false,
    first_seen_at   timestamptz not null,
    last_seen_at    timestamptz not null,
    blocked_at      timestamptz,
    blocked_because text,
    blocked_by      uuid,
    constraint users_pkey primary key (id),
    constraint users_telegram_id_key unique (telegram_id),
    constraint users_language_check check (language in ('ru', 'uk', 'en')),
    constraint users_blocked_check check (num_nonnulls(blocked_at, blocked_because, blocked_by) in (0, 3))
);

comment on table users is 'Everybody who has logged in. Roles are not here: they follow the configuration.';
comment on column users.id is 'UUIDv5 of telegram_id';
comment on column users.language_chosen is 'whether the person chose the language here; then Telegram''s does not count';
comment on column users.blocked_because is 'the reason in the words of the operator who blocked the user, for other operators';

-- the operator's list of users, those seen last first
create index users_last_seen_idx on users (last_seen_at desc, id desc);

-- the operator's search by the beginning of a username, of the whole name, and of the last name
create index users_username_idx on users (lower(username) collate "C");
create index users_name_idx on users (lower(first_name || coalesce(' ' || last_name, '')) collate "C");
create index users_last_name_idx on users (lower(last_name) collate "C");
