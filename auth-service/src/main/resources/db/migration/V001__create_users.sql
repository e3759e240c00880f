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
    constraint users_pkey primary key (id),
    constraint users_telegram_id_key unique (telegram_id),
    constraint users_language_check check (language in ('ru', 'uk', 'en'))
);

comment on table users is 'Everybody who has logged in. Roles are not here: they follow the configuration.';
comment on column users.id is 'UUIDv5 of telegram_id';
comment on column users.language_chosen is 'whether the person chose the language here; then Telegram''s does not count';
