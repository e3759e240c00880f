-- A lane: everything that waits for one provider. Its row holds what all workers share about the provider.
create table lane (
    name         text        primary key,
    paused       boolean     not null default false,
    pause_reason text,
    paused_at    timestamptz,
    -- Null: until somebody resumes it.
    paused_until timestamptz,
    -- Instants of the newest calls within the account-wide rate's period; a strict sliding window.
    recent       timestamptz[] not null default '{}'
);

comment on table lane is 'One provider''s queue: paused or not, and the calls that its account-wide rate counts';

-- A task: a job that waits for a worker or is with one. Gone when the job ends.
create table task (
    job_id      uuid             primary key,
    lane        text             not null references lane (name),
    user_id     uuid             not null,
    -- Order of service: lower first. Set under the user's lock, see enqueue in Tasks.
    tag         double precision not null,
    -- How many of this user's tasks may be with workers at once.
    run_limit   integer          not null,
    not_before  timestamptz      not null default now(),
    enqueued_at timestamptz      not null default now(),
    -- The lease. Each hand-over raises the epoch; every write of a worker names the epoch it was given.
    leased_by   uuid,
    lease_until timestamptz,
    epoch       bigint           not null default 0,

    constraint task_lease_check check ((leased_by is null) = (lease_until is null)),
    constraint task_run_limit_check check (run_limit > 0)
);

comment on table task is 'Admitted jobs that have not ended; waiting in a lane or leased to a worker';

-- Claim: where lane = ? and leased_by is null order by tag, job_id limit ? for update skip locked. Also the position in
-- the queue, counted to 100, and the lowest waiting tag of a lane.
create index task_waiting_idx on task (lane, tag, job_id) where leased_by is null;

-- The highest waiting tag of a user in a lane: where user_id = ? and lane = ? and leased_by is null
create index task_user_waiting_idx on task (user_id, lane, tag) where leased_by is null;

-- Take-over: where lane = ? and lease_until <= now(). Also how many tasks of each user run, at each claim.
create index task_leased_idx on task (lane, lease_until) where leased_by is not null;

-- Heartbeat and shutdown: where leased_by = ?
create index task_lessee_idx on task (leased_by) where leased_by is not null;

-- Who works: one row for each worker process, renewed with its heartbeat.
create table worker (
    id         uuid        primary key,
    host       text        not null,
    lanes      text[]      not null,
    permits    integer     not null,
    in_use     integer     not null default 0,
    started_at timestamptz not null default now(),
    seen_at    timestamptz not null default now()
);

comment on table worker is 'Worker processes and their slots; a row that is not renewed is of a dead worker';
