create table stored_object (
    object_key text        not null,
    state      text        not null,
    due_at     timestamptz not null,
    constraint stored_object_pkey primary key (object_key),
    constraint stored_object_state_check check (state in ('EXPECTED', 'KEPT', 'DISCARDED'))
);

comment on table stored_object is 'Every file in the object store, and whether a row refers to it';
comment on column stored_object.state is 'EXPECTED: written, no row yet; KEPT: a row refers to it; DISCARDED: to be removed';
comment on column stored_object.due_at is 'When a file that is not KEPT is removed';

-- for the scheduled task discarded-files: files that are due
create index stored_object_due_at_idx on stored_object (due_at) where state <> 'KEPT';

create table upload (
    id           uuid        not null,
    owner_id     uuid        not null,
    content_type text        not null,
    width        integer     not null,
    height       integer     not null,
    size_bytes   bigint      not null,
    sha256       text        not null,
    created_at   timestamptz not null,
    expires_at   timestamptz not null,
    constraint upload_pkey primary key (id),
    constraint upload_content_type_check check (content_type in ('image/jpeg', 'image/png')),
    constraint upload_size_check check (width > 0 and height > 0 and size_bytes > 0)
);

comment on table upload is 'Photos users gave us; unused ones go after a day';
comment on column upload.expires_at is 'From then on it is not found, and is removed unless a reservation keeps it';

-- for the limit of unused uploads per user, and for erasing a user
create index upload_owner_id_idx on upload (owner_id, expires_at);
-- for the scheduled task unused-uploads
create index upload_expires_at_idx on upload (expires_at);

create table upload_reservation (
    upload_id  uuid        not null,
    job_id     uuid        not null,
    ends_at    timestamptz not null,
    constraint upload_reservation_pkey primary key (upload_id, job_id),
    constraint upload_reservation_upload_id_fkey foreign key (upload_id) references upload (id) on delete cascade
);

comment on table upload_reservation is 'Which jobs still need an upload';
comment on column upload_reservation.ends_at is 'Frees the upload should its job never say that it ended';

-- for the end of a job
create index upload_reservation_job_id_idx on upload_reservation (job_id);

create table image (
    id               uuid        not null,
    job_id           uuid        not null,
    owner_id         uuid        not null,
    content_type     text        not null,
    width            integer     not null,
    height           integer     not null,
    size_bytes       bigint      not null,
    sha256           text        not null,
    thumbnail_sha256 text        not null,
    watermark        boolean     not null,
    favorite         boolean     not null default false,
    created_at       timestamptz not null,
    constraint image_pkey primary key (id),
    constraint image_content_type_check check (content_type in ('image/jpeg', 'image/png')),
    constraint image_size_check check (width > 0 and height > 0 and size_bytes > 0)
);

comment on table image is 'Pictures that jobs made; their files are durable before the row is there';
comment on column image.sha256 is 'Of the full picture as served, lower-case hex; also part of the name of its file';
comment on column image.watermark is 'Whether our mark was drawn onto it';

-- for the gallery, newest first, and for erasing a user
create index image_owner_id_idx on image (owner_id, id desc);
-- for the gallery's favourites
create index image_favorite_idx on image (owner_id, id desc) where favorite;
-- for the images of a job
create index image_job_id_idx on image (job_id);
-- for the scheduled task old-results
create index image_created_at_idx on image (created_at);

-- A job: one paid request for an image, from submission to its end. Its row is also the state of the saga with billing.
create table generations (
    id                uuid        not null,
    user_id           uuid        not null,
    operation         text        not null,
    -- The request as the client sent it; ids and choices only.
    parameters        jsonb       not null,
    -- What is sent to the provider, fixed when the job is created.
    model             text        not null,
    prompt            text        not null,
    prompt_version    text        not null,
    inputs            uuid[]      not null default '{}',
    route             smallint    not null default 0,

    status            text        not null default 'PENDING',
    version           bigint      not null default 1,
    cancel_requested  boolean     not null default false,
    error_code        text,

    -- The price as quoted, and the source that pays once billing has answered.
    price             bigint      not null,
    unit              text        not null,
    funding           text        not null,
    expected_source   text,
    source            text,
    watermark         boolean     not null default false,

    -- State of the hold: the last command to billing, and when to repeat it if no answer arrives.
    hold_id           uuid        not null,
    hold_state        text        not null default 'ASKED',
    hold_expires_at   timestamptz not null,
    hold_asks         integer     not null default 0,
    ask_again_at      timestamptz,
    release_reason    text,
    decline           jsonb,
    -- Refused in the response to its own POST: the user never sees the job.
    refused           boolean     not null default false,

    provider          text,
    provider_model    text,
    expected_millis   bigint,
    run_millis        bigint,

    retry_of          uuid,
    -- The trace of the request that created the job; an operator finds its log lines by it.
    trace_id          text,

    created_at        timestamptz not null default now(),
    wait_until        timestamptz not null,
    queued_at         timestamptz,
    started_at        timestamptz,
    deadline_at       timestamptz,
    finished_at       timestamptz,
    deleted_at        timestamptz,
    constraint generations_pkey primary key (id),
    constraint generations_hold_id_key unique (hold_id),
    constraint generations_price_check check (price > 0),
    constraint generations_status_check
        check (status in ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    constraint generations_hold_state_check
        check (hold_state in ('ASKED', 'PLACED', 'DECLINED', 'CAPTURING', 'CAPTURED', 'RELEASING', 'RELEASED', 'LOST')),
    constraint generations_finished_check
        check ((status in ('COMPLETED', 'FAILED', 'CANCELLED')) = (finished_at is not null)),
    constraint generations_failed_check check (status <> 'FAILED' or error_code is not null)
);

comment on table generations is 'Jobs, one row each, and the state of their holds; only guarded updates change a row';

-- "My jobs, newest first": where user_id = ? and id < ? order by id desc limit ?
create index generations_newest_idx on generations (user_id, id desc) where deleted_at is null and not refused;

-- Erasure: where user_id = ? and finished_at is null.
create index generations_under_way_idx on generations (user_id) where finished_at is null;

-- Limit at admission, under the user's lock: where user_id = ? and status = 'PENDING'
create index generations_pending_idx on generations (user_id) where status = 'PENDING';

-- Commands to repeat: where ask_again_at <= now() order by ask_again_at
create index generations_ask_again_idx on generations (ask_again_at) where ask_again_at is not null;

-- Running jobs past their deadline: where status = 'PROCESSING' and deadline_at <= now()
create index generations_deadline_idx on generations (deadline_at) where status = 'PROCESSING';

-- Jobs that waited too long: where status = 'PENDING' and wait_until <= now()
create index generations_wait_idx on generations (wait_until) where status = 'PENDING';

-- Typical run time of a model: where model = ? and status = 'COMPLETED' order by finished_at desc limit 50
create index generations_timing_idx on generations (model, finished_at desc) where status = 'COMPLETED';

-- The operator's list by status, including jobs removed from users' lists: where status = ? and id < ? order by id desc
-- Of one user, with a status or without: generations_user_id_idx; a user has few jobs.
create index generations_status_idx on generations (status, id desc);

-- Recently ended jobs and their reasons, for the operator: where finished_at >= ? and not refused
create index generations_finished_idx on generations (finished_at) include (status, error_code, provider)
    where finished_at is not null and not refused;

-- Erasure, including jobs removed from the list: update … where user_id = ?
-- The operator's list of a user's jobs: where user_id = ? and id < ? order by id desc
create index generations_user_id_idx on generations (user_id, id desc);

-- A queue: the tasks that wait for one provider. Its row holds the state that all workers share about the provider.
create table queue (
    name         text          not null,
    paused       boolean       not null default false,
    pause_reason text,
    paused_at    timestamptz,
    -- Null: until an operator resumes it.
    paused_until timestamptz,
    -- Times of the calls within the period of the account-wide rate; a strict sliding window.
    recent       timestamptz[] not null default '{}',
    constraint queue_pkey primary key (name)
);

comment on table queue is 'One provider''s queue: paused or not, and the calls that its account-wide rate counts';

-- A task: a job's entry in a queue, waiting or leased to a worker. Deleted when the job ends.
create table task (
    job_id      uuid             not null,
    queue       text             not null,
    user_id     uuid             not null,
    -- Order of service: lower first. Set under the user's lock, see enqueue_task.
    tag         double precision not null,
    -- How many of this user's tasks may run at once.
    run_limit   integer          not null,
    not_before  timestamptz      not null default now(),
    enqueued_at timestamptz      not null default now(),
    -- The lease. Each hand-over raises the epoch; every write of a worker is guarded by the epoch of its lease.
    leased_by   uuid,
    lease_until timestamptz,
    epoch       bigint           not null default 0,
    -- W3C Trace Context of what queued the task; links its run, possibly much later and elsewhere, to that trace.
    traceparent text,
    constraint task_pkey primary key (job_id),
    constraint task_queue_fkey foreign key (queue) references queue (name),
    constraint task_lease_check check ((leased_by is null) = (lease_until is null)),
    constraint task_run_limit_check check (run_limit > 0)
);

comment on table task is 'Admitted jobs that have not ended; waiting in a queue or leased to a worker';

-- Claim: where queue = ? and leased_by is null order by tag, job_id limit ? for update skip locked. Also the position
-- in the queue, counted to 100, and the lowest waiting tag of a queue.
create index task_waiting_idx on task (queue, tag, job_id) where leased_by is null;

-- The highest waiting tag of a user in a queue: where user_id = ? and queue = ? and leased_by is null
create index task_user_waiting_idx on task (user_id, queue, tag) where leased_by is null;

-- Take-over: where queue = ? and lease_until <= now(). Also how many tasks of each user run, at each claim.
create index task_leased_idx on task (queue, lease_until) where leased_by is not null;

-- Heartbeat and shutdown: where leased_by = ?
create index task_lessee_idx on task (leased_by) where leased_by is not null;

-- Workers: one row for each worker process, renewed with its heartbeat.
create table worker (
    id         uuid        not null,
    host       text        not null,
    queues     text[]      not null,
    slots      integer     not null,
    in_use     integer     not null default 0,
    started_at timestamptz not null default now(),
    seen_at    timestamptz not null default now(),
    constraint worker_pkey primary key (id)
);

comment on table worker is 'Worker processes and their slots; a row that is not renewed is of a dead worker';

-- One call that asks a provider for an image. Written before the call, so that a worker that takes over knows of it.
create table provider_attempt (
    id               uuid        not null,
    job_id           uuid        not null,
    number           integer     not null,
    provider         text        not null,
    model            text        not null,
    epoch            bigint      not null,
    state            text        not null default 'CALLING',
    -- The provider's task id: from its response, or from a verified callback if the response was lost.
    provider_task_id text,
    error_code       text,
    -- What the call costs us, in millionths of a US dollar, by the configured price.
    cost_micro_usd   bigint      not null default 0,
    -- What the provider charged, by its callback; for information only, since the callback's body is not signed.
    reported_credits bigint,
    created_at       timestamptz not null default now(),
    accepted_at      timestamptz,
    callback_at      timestamptz,
    finished_at      timestamptz,
    constraint provider_attempt_pkey primary key (id),
    constraint provider_attempt_number_key unique (job_id, number),
    constraint provider_attempt_task_key unique (provider, provider_task_id),
    constraint provider_attempt_state_check
        check (state in ('CALLING', 'ACCEPTED', 'SUCCEEDED', 'REJECTED', 'FAILED', 'UNKNOWN', 'ABANDONED'))
);

comment on table provider_attempt is 'Calls that ask a provider for a picture; the unique keys also serve the look-ups by job and by callback';

-- What was spent in a day from a budget: that of one provider, or of the free quota as a whole.
create table spending (
    budget    text        not null,
    day       date        not null,
    micro_usd bigint      not null,
    -- The calls that were paid for.
    calls     integer     not null default 0,
    -- When a call was first refused on that day because the budget was spent.
    spent_at  timestamptz,
    -- The day first: the operator reads the last days of all budgets.
    constraint spending_pkey primary key (day, budget)
);

comment on table spending is 'Money given to providers per budget and day, in millionths of a US dollar; checked against the caps';

-- The last balance that billing published. It serves display and queue weights; only billing decides.
create table balance_projection (
    user_id uuid   not null,
    version bigint not null,
    balance jsonb  not null,
    constraint balance_projection_pkey primary key (user_id)
);

comment on table balance_projection is 'Last known balance of each user, from billing.balances';
