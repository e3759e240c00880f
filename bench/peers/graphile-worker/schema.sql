-- What is held is part of the balance; an entry is written for each charge.
drop table if exists entry, hold, account;
create table account (
    id       int primary key,
    balance  bigint not null,
    held     bigint not null default 0,
    check (held >= 0 and balance >= held)
);
create table hold (
    id          uuid primary key,
    account_id  int not null references account,
    amount      bigint not null check (amount > 0),
    status      text not null default 'held' check (status in ('held', 'captured'))
);
create table entry (
    hold_id     uuid primary key references hold,
    account_id  int not null references account,
    amount      bigint not null check (amount <> 0),
    created_at  timestamptz not null default now()
);
