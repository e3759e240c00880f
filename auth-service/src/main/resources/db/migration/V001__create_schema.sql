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

create table signing_key (
    id              text        not null,
    public_jwk      text        not null,
    locked_jwk      text        not null,
    signs_from      timestamptz not null,
    published_until timestamptz,
    constraint signing_key_pkey primary key (id)
);

comment on table signing_key is 'Keys that sign access tokens; a handful of rows. The newest that has started signs.';
comment on column signing_key.id is 'kid of the tokens';
comment on column signing_key.locked_jwk is 'base64 of the private key: version byte, nonce, AES-256-GCM ciphertext bound to the id';
comment on column signing_key.published_until is 'set when the next key is made; then the row is deleted';

create table session (
    id              uuid        not null,
    user_id         uuid        not null,
    user_agent      text        not null,
    generation      integer     not null,
    created_at      timestamptz not null,
    last_used_at    timestamptz not null,
    rotated_at      timestamptz not null,
    expires_at      timestamptz not null,
    ends_at         timestamptz not null,
    revoked_at      timestamptz,
    revoked_because text,
    constraint session_pkey primary key (id),
    constraint session_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint session_revoked_check check ((revoked_at is null) = (revoked_because is null))
);

comment on table session is 'Families of refresh tokens, one for each login.';
comment on column session.generation is 'of the refresh tokens that are good now';
comment on column session.rotated_at is 'when the generation was counted up last';
comment on column session.expires_at is 'end if it is not refreshed before';
comment on column session.ends_at is 'end however often it is refreshed';

-- the list of one's sessions, log out everywhere, and the limit on sessions at login
create index session_user_id_idx on session (user_id, last_used_at desc) where revoked_at is null;

-- the clean-up of ended sessions
create index session_ended_idx on session (least(revoked_at, expires_at));

create table refresh_token (
    hash       bytea       not null,
    session_id uuid        not null,
    generation integer     not null,
    issued_at  timestamptz not null,
    constraint refresh_token_pkey primary key (hash),
    constraint refresh_token_session_id_fkey foreign key (session_id) references session (id) on delete cascade
);

comment on table refresh_token is 'What each refresh token belongs to; used ones are kept to notice that they are used again.';
comment on column refresh_token.hash is 'SHA-256 of the token, which itself is nowhere';

-- deleting a session with its tokens
create index refresh_token_session_id_idx on refresh_token (session_id);

-- the clean-up of used tokens
create index refresh_token_issued_at_idx on refresh_token (issued_at);
