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
