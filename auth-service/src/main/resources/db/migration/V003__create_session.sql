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
