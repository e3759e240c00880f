-- Erasure: update … where user_id = ?, those taken off the list too.
create index generations_user_id_idx on generations (user_id);
