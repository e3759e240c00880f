create table bot_photo (
    id           uuid        not null,
    user_id      uuid        not null,
    file_id      text        not null,
    content_type text,
    created_at   timestamptz not null,
    constraint bot_photo_pkey primary key (id),
    constraint bot_photo_user_id_fkey foreign key (user_id) references person (user_id) on delete cascade
);

comment on table bot_photo is 'Photos that people sent to the bot within the last day. Their bytes stay at Telegram.';
comment on column bot_photo.file_id is 'the photo''s name at Telegram, good for this bot only';
comment on column bot_photo.content_type is 'image/…, as Telegram says of a file; null for what was sent as a photo';

-- a person is forgotten
create index bot_photo_user_id_idx on bot_photo (user_id);

-- the clean-up of old ones
create index bot_photo_created_at_idx on bot_photo (created_at);
