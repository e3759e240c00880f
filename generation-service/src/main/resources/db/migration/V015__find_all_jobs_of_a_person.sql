-- Erasure: update … where user_id = ?, those taken off the list too. The operator's list of a user's jobs: where user_id = ?
-- and id < ? order by id desc
create index generations_user_id_idx on generations (user_id, id desc);
