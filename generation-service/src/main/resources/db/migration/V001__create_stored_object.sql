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

-- for the task discarded-files: what is due
create index stored_object_due_at_idx on stored_object (due_at) where state <> 'KEPT';
