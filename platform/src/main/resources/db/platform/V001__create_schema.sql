-- Events written together with the change they tell of. A relay publishes them in the order of id and deletes them
-- after the broker's acknowledgement, so the table is short except while the broker is away.
create table outbox (
    id          bigint      generated always as identity,
    shard       smallint    not null generated always as (abs(hashtext(record_key) % 16)) stored,
    event_id    uuid        not null default uuidv7(),
    event_type  text        not null,
    topic       text        not null,
    record_key  text        not null,
    payload     text        not null,
    traceparent text,
    created_at  timestamptz not null default clock_timestamp(),
    -- The relay: select … where shard = ? order by id limit ?
    constraint outbox_pkey primary key (shard, id)
);
comment on table outbox is 'Events that wait to be published to Kafka';
comment on column outbox.id is 'Unique among all shards';
comment on column outbox.shard is 'From a hash of record_key; one relay at a time publishes a shard';

-- Rows live for milliseconds: keep the dead ones from piling up at the head of the index.
alter table outbox set (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0,
    autovacuum_vacuum_insert_threshold = 20000,
    autovacuum_vacuum_cost_delay = 0
);

create table outbox_lease (
    shard        smallint    not null,
    owner        uuid,
    leased_until timestamptz not null default '-infinity',
    constraint outbox_lease_pkey primary key (shard)
) with (fillfactor = 50);
comment on table outbox_lease is 'Which process publishes a shard of the outbox, and until when';

insert into outbox_lease (shard) select generate_series(0, 15);

-- Marks of handled events: written in the transaction of the handler's effect, so that a repeated delivery does nothing.
create table inbox (
    consumer_group text        not null,
    event_id       uuid        not null,
    handled_at     timestamptz not null default now(),
    constraint inbox_pkey primary key (consumer_group, event_id)
);
comment on table inbox is 'Events a consumer group has handled; kept longer than the topics keep theirs';

-- Clean-up: delete … where handled_at < ?
create index inbox_handled_at_idx on inbox using brin (handled_at);

create table idempotent_request (
    user_id     uuid        not null,
    key         text        not null,
    body_hash   text        not null,
    resource_id uuid        not null,
    created_at  timestamptz not null default now(),
    constraint idempotent_request_pkey primary key (user_id, key)
);
comment on table idempotent_request is 'Which Idempotency-Key of which user made which resource';
comment on column idempotent_request.body_hash is 'SHA-256 of operation and canonical body, lower-case hex';

-- Clean-up: delete … where created_at < ?
create index idempotent_request_created_at_idx on idempotent_request using brin (created_at);

create table scheduled_task (
    name             text        not null,
    next_run_at      timestamptz not null,
    owner            uuid,
    leased_until     timestamptz,
    last_started_at  timestamptz,
    last_duration_ms bigint,
    last_succeeded   boolean,
    last_outcome     text,
    constraint scheduled_task_pkey primary key (name)
);
comment on table scheduled_task is 'One row per scheduled task: who runs it now, when it last ran and how that ended';
comment on column scheduled_task.last_outcome is 'What the task said it did, or the kind of error it failed with';
