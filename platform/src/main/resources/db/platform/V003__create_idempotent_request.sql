create table idempotent_request (
    user_id     uuid        not null,
    key         text        not null,
    body_hash   text        not null,
    resource_id uuid        not null,
    created_at  timestamptz not null default clock_timestamp(),
    constraint idempotent_request_pkey primary key (user_id, key)
);
comment on table idempotent_request is 'Which Idempotency-Key of which user made which resource';
comment on column idempotent_request.body_hash is 'SHA-256 of operation and canonical body, lower-case hex';

-- Clean-up: delete … where created_at < ?
create index idempotent_request_created_at_idx on idempotent_request using brin (created_at);
