create table signing_key (
    id              text        not null,
    public_jwk      text        not null,
    locked_jwk      text        not null,
    signs_from      timestamptz not null,
    published_until timestamptz,
    created_at      timestamptz not null default now(),
    constraint signing_key_pkey primary key (id)
);

comment on table signing_key is 'Keys that sign access tokens; a handful of rows. The newest that has started signs.';
comment on column signing_key.id is 'kid of the tokens';
comment on column signing_key.locked_jwk is 'base64 of the private key: version byte, nonce, AES-256-GCM ciphertext bound to the id';
comment on column signing_key.published_until is 'set when the next key is made; then the row is deleted';
