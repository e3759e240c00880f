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

create table model (
    id                text     not null,
    position          integer  not null,
    kind              text     not null,
    names             jsonb    not null,
    descriptions      jsonb    not null,
    sample_url        text,
    price             bigint   not null,
    price_unit        text     not null default 'ACTIONS',
    extra_price       jsonb    not null default '{}',
    input_schema      json     not null,
    hints             jsonb    not null default '{}',
    routes            jsonb    not null,
    typical_millis    bigint   not null,
    enabled           boolean  not null default true,
    operator_enabled  boolean,
    operator_price    bigint,
    operator_routes   jsonb,
    published_sha256  text,
    constraint model_pkey primary key (id),
    constraint model_kind_check check (kind in ('TEXT_TO_IMAGE', 'EDIT')),
    constraint model_price_check check (price > 0 and (operator_price is null or operator_price > 0)),
    constraint model_price_unit_check check (price_unit in ('ACTIONS', 'DIAMONDS'))
);

comment on table model is 'The catalogue of models; releases write their rows, an operator only the columns for operators';
comment on column model.position is 'Order in the catalogue';
comment on column model.names is 'By language';
comment on column model.extra_price is 'Units added to the price, by parameter and its value';
comment on column model.input_schema is 'JSON Schema 2020-12 of the parameters; its order is that of the form';
comment on column model.hints is 'By parameter and language, where the hint that all models share does not fit';
comment on column model.routes is 'Providers in the order they are tried, with their names of the model, costs, and what parameters add to them';
comment on column model.published_sha256 is 'Of what was published of it last';
comment on column model.operator_price is 'Null in the columns for operators: what the release says';

create table job (
    id               uuid        not null,
    user_id          uuid        not null,
    operation        text        not null,
    parameters       jsonb       not null,
    model            text        not null,
    prompt           text        not null,
    prompt_version   text        not null,
    inputs           uuid[]      not null default '{}',
    image_parameters jsonb       not null default '{}',
    route            smallint    not null default 0,
    status           text        not null default 'PENDING',
    version          bigint      not null default 1,
    cancel_requested boolean     not null default false,
    error_code       text,
    price            bigint      not null,
    unit             text        not null,
    funding          text        not null,
    expected_source  text,
    source           text,
    watermark        boolean     not null default false,
    hold_id          uuid        not null,
    hold_state       text        not null default 'ASKED',
    hold_expires_at  timestamptz not null,
    hold_asks        integer     not null default 0,
    ask_again_at     timestamptz,
    release_reason   text,
    decline          jsonb,
    refused          boolean     not null default false,
    provider         text,
    provider_model   text,
    expected_millis  bigint,
    reported_percent smallint,
    run_millis       bigint,
    retry_of         uuid,
    batch_id         uuid,
    batch_position   smallint,
    trace_id         text,
    created_at       timestamptz not null default now(),
    wait_until       timestamptz not null,
    queued_at        timestamptz,
    started_at       timestamptz,
    deadline_at      timestamptz,
    finished_at      timestamptz,
    deleted_at       timestamptz,
    constraint job_pkey primary key (id),
    constraint job_hold_id_key unique (hold_id),
    constraint job_price_check check (price > 0),
    constraint job_status_check check (status in ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED')),
    constraint job_hold_state_check
        check (hold_state in ('ASKED', 'PLACED', 'DECLINED', 'CAPTURING', 'CAPTURED', 'RELEASING', 'RELEASED', 'LOST')),
    constraint job_finished_check
        check ((status in ('COMPLETED', 'FAILED', 'CANCELLED')) = (finished_at is not null)),
    constraint job_reported_percent_check check (reported_percent between 0 and 99),
    constraint job_batch_check check ((batch_id is null) = (batch_position is null)),
    constraint job_failed_check check (status <> 'FAILED' or error_code is not null)
);

comment on table job is 'Paid requests for images, and the state of their sagas with billing; only guarded updates change a row';
comment on column job.parameters is 'The request as the client sent it';
comment on column job.model is 'What is asked of the provider, with the prompt and the inputs; fixed when the job is created';
comment on column job.inputs is 'Uploads and images that are sent along, in this order';
comment on column job.image_parameters is 'What is asked of the provider beside model, prompt and inputs';
comment on column job.route is 'The number of the model''s route that is tried now';
comment on column job.price is 'As quoted, in units';
comment on column job.source is 'What pays, once billing has answered';
comment on column job.hold_state is 'The last command to billing, or its answer';
comment on column job.hold_asks is 'How often the last command was repeated';
comment on column job.ask_again_at is 'When the last command is repeated if no answer arrives';
comment on column job.refused is 'Refused in the response to its own POST: the user never sees the job';
comment on column job.reported_percent is 'How far the job is, as its provider says; never falls; null: estimated from expected_millis';
comment on column job.batch_id is 'Of the request that made several jobs, whose holds are placed together: all or none';
comment on column job.trace_id is 'Of the request that created the job; an operator finds its log lines by it';
comment on column job.wait_until is 'When it fails if no worker has started it';
comment on column job.deadline_at is 'When it fails if it has no image yet; set at its first start';

-- for the user's jobs: where user_id = ? and id < ? order by id desc limit ?
create index job_newest_idx on job (user_id, id desc) where deleted_at is null and not refused;
-- for erasing a user: where user_id = ? and finished_at is null
create index job_under_way_idx on job (user_id) where finished_at is null;
-- for the limit at admission, under the user's lock: where user_id = ? and status = 'PENDING'
create index job_pending_idx on job (user_id) where status = 'PENDING';
-- for the scheduled task hold-reminders: where ask_again_at <= now() order by ask_again_at
create index job_ask_again_idx on job (ask_again_at) where ask_again_at is not null;
-- for the scheduled task job-deadlines: where status = 'PROCESSING' and deadline_at <= now()
create index job_deadline_idx on job (deadline_at) where status = 'PROCESSING';
-- for the scheduled task job-deadlines: where status = 'PENDING' and wait_until <= now()
create index job_wait_idx on job (wait_until) where status = 'PENDING';
-- for the typical run time: where model = ? and status = 'COMPLETED' order by finished_at desc limit 50
create index job_timing_idx on job (model, finished_at desc) where status = 'COMPLETED';
-- for the operator's list, with hidden jobs: where status = ? and id < ? order by id desc
create index job_status_idx on job (status, id desc);
-- for the operator's recent failures and run times: where finished_at >= ? and not refused
create index job_finished_idx on job (finished_at) include (status, error_code, provider, operation, model, run_millis)
    where finished_at is not null and not refused;
-- for the jobs of a batch: where batch_id = ? order by batch_position
create index job_batch_idx on job (batch_id, batch_position) where batch_id is not null;
-- for the operator's list of a user's jobs, of one status or all: where user_id = ? and id < ? order by id desc; for
-- erasing a user, with hidden jobs: where user_id = ?
create index job_user_id_idx on job (user_id, id desc);

create table queue (
    name             text          not null,
    enabled          boolean       not null default true,
    paused           boolean       not null default false,
    pause_reason     text,
    paused_at        timestamptz,
    paused_until     timestamptz,
    recent           timestamptz[] not null default '{}',
    credit_low_since timestamptz,
    constraint queue_pkey primary key (name)
);

comment on table queue is 'One provider''s queue: what all workers share about the provider';
comment on column queue.enabled is 'False: an operator has switched the provider off, and jobs take other routes';
comment on column queue.paused_until is 'Null: until an operator resumes it';
comment on column queue.credit_low_since is 'Since when the provider''s credit is below its limit, which operators were told; null: it is not, or is not known';
comment on column queue.recent is 'When the provider was called within the period of its account-wide rate; a sliding window';

create table task (
    job_id      uuid             not null,
    queue       text             not null,
    user_id     uuid             not null,
    tag         double precision not null,
    run_limit   integer          not null,
    not_before  timestamptz      not null default now(),
    enqueued_at timestamptz      not null default now(),
    leased_by   uuid,
    lease_until timestamptz,
    epoch       bigint           not null default 0,
    traceparent text,
    constraint task_pkey primary key (job_id),
    constraint task_queue_fkey foreign key (queue) references queue (name),
    constraint task_lease_check check ((leased_by is null) = (lease_until is null)),
    constraint task_run_limit_check check (run_limit > 0)
);

comment on table task is 'Entries of jobs in queues, waiting or leased to a worker; deleted when the job ends';
comment on column task.tag is 'Order of service, lower first; see enqueue_tasks';
comment on column task.run_limit is 'How many of this user''s tasks may run at once';
comment on column task.epoch is 'Raised by each hand-over; every write of a worker is guarded by the epoch of its lease';
comment on column task.traceparent is 'W3C Trace Context of what queued the task; its run, later and elsewhere, links to it';

-- for the claim: where queue = ? and leased_by is null order by tag, job_id limit ? for update skip locked; also for the
-- position in the queue, counted to 100, and the lowest waiting tag of a queue
create index task_waiting_idx on task (queue, tag, job_id) where leased_by is null;
-- for the highest waiting tag of a user in a queue: where user_id = ? and queue = ? and leased_by is null
create index task_user_waiting_idx on task (user_id, queue, tag) where leased_by is null;
-- for the take-over: where queue = ? and lease_until <= now(); also for how many tasks of each user run, at each claim, and
-- of a queue with a total limit
create index task_leased_idx on task (queue, lease_until) where leased_by is not null;
-- for heartbeat and shutdown: where leased_by = ?
create index task_lessee_idx on task (leased_by) where leased_by is not null;

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
comment on column worker.seen_at is 'The last heartbeat';

create table provider_attempt (
    id               uuid        not null,
    job_id           uuid        not null,
    number           integer     not null,
    provider         text        not null,
    model            text        not null,
    epoch            bigint      not null,
    state            text        not null default 'CALLING',
    provider_task_id text,
    error_code       text,
    cost_micro_usd   bigint      not null default 0,
    reported_credits bigint,
    created_at       timestamptz not null default now(),
    accepted_at      timestamptz,
    callback_at      timestamptz,
    finished_at      timestamptz,
    constraint provider_attempt_pkey primary key (id),
    constraint provider_attempt_number_key unique (job_id, number),
    constraint provider_attempt_task_key unique (provider, provider_task_id),
    constraint provider_attempt_state_check
        check (state in ('CALLING', 'ACCEPTED', 'SUCCEEDED', 'REJECTED', 'FAILED', 'UNKNOWN'))
);

comment on table provider_attempt is 'Calls that ask a provider for an image; written before the call, for a worker that takes over';
comment on column provider_attempt.provider_task_id is 'From the response, or from a verified callback if the response was lost';
comment on column provider_attempt.cost_micro_usd is 'What the call costs us by the configured price, in millionths of a US dollar';
comment on column provider_attempt.reported_credits is 'What the provider charged by its callback, whose body is not signed: for information only';

-- for the calls of a job: provider_attempt_number_key; for a callback: provider_attempt_task_key

create table spending (
    budget    text        not null,
    day       date        not null,
    micro_usd bigint      not null,
    calls     integer     not null default 0,
    spent_at  timestamptz,
    constraint spending_pkey primary key (day, budget)
);

comment on table spending is 'Money given to providers per budget and day, in millionths of a US dollar; checked against the caps';
comment on column spending.budget is 'A provider, or the free quota as a whole';
comment on column spending.calls is 'Those that were paid for';
comment on column spending.spent_at is 'When a call was first refused on that day because the budget was spent';

-- for the operator's last days of all budgets: spending_pkey, which begins with the day

create table balance_projection (
    user_id uuid   not null,
    version bigint not null,
    balance jsonb  not null,
    constraint balance_projection_pkey primary key (user_id)
);

comment on table balance_projection is 'Last balance of each user from billing.balances, for display and queue weights; only billing decides';
