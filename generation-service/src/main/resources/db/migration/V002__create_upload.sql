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
-- for the task unused-uploads
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
