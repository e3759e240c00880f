create table person (
    telegram_id    bigint      not null,
    user_id        uuid        not null,
    language       text,
    started_at     timestamptz,
    unreachable_at timestamptz,
    constraint person_pkey primary key (telegram_id),
    constraint person_user_id_key unique (user_id),
    constraint person_language_check check (language in ('ru', 'uk', 'en'))
);

comment on table person is 'Everybody who logged in or wrote to the bot; what the auth service says of them is a projection.';
comment on column person.language is 'as the auth service says; null while the person has only written to the bot';
comment on column person.started_at is 'first /start; a bot may write only to those who wrote to it';
comment on column person.unreachable_at is 'when Telegram said that the person has blocked the bot';
