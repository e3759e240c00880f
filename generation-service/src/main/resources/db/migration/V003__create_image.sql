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
-- for the pictures of a job
create index image_job_id_idx on image (job_id);
-- for the task old-results
create index image_created_at_idx on image (created_at);
