-- Events written together with the change they tell of. A relay publishes them in the order of id and deletes them
-- after the broker's acknowledgement, so the table is short except while the broker is away.
create table outbox (
    id          bigint      generated always as identity,
    shard       smallint    not null,
    event_id    uuid        not null,
    event_type  text        not null,
    topic       text        not null,
    record_key  text        not null,
    payload     text        not null,
    traceparent text,
    created_at  timestamptz not null default clock_timestamp(),
    constraint outbox_pkey primary key (id),
    constraint outbox_shard_check check (shard between 0 and 15)
);
comment on table outbox is 'Events that wait to be published to Kafka';
comment on column outbox.shard is 'From a hash of record_key; one relay at a time publishes a shard';

-- The relay: select … where shard = ? order by id limit ?
create index outbox_shard_id_idx on outbox (shard, id);

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
