-- Marks of handled events: written in the transaction of the handler's effect, so that a repeated delivery does nothing.
create table inbox (
    consumer_group text        not null,
    event_id       uuid        not null,
    handled_at     timestamptz not null default clock_timestamp(),
    constraint inbox_pkey primary key (consumer_group, event_id)
);
comment on table inbox is 'Events a consumer group has handled; kept longer than the topics keep theirs';

-- Clean-up: delete … where handled_at < ?
create index inbox_handled_at_idx on inbox using brin (handled_at);
