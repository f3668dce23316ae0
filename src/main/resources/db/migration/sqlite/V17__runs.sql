-- The work of vaults and what happened in it. Times are epoch milliseconds, events JSON as it stands on the wire.

create table vault_run (
  id            integer primary key,
  run_id        text    not null unique,
  kind          text    not null,
  vault         text    not null,
  bundle        text    not null,
  schedule      text,
  priority      integer not null,
  timeout       integer not null,
  retries       integer not null,
  state         text    not null,
  outcome       text,
  err_code      integer,
  err_message   text,
  err_path      text,
  attempt       integer not null,
  not_before    integer,
  queued_at     integer not null,
  began_at      integer,
  ended_at      integer,
  session_id    text,
  snapshot_id   text,
  files_total   integer,
  bytes_total   integer,
  files_done    integer not null,
  bytes_done    integer not null,
  bytes_stored  integer not null,
  bytes_reused  integer not null,
  last_seq      integer not null
);
create index vault_run_live on vault_run (state) where state <> 'ended';
create index vault_run_of_bundle on vault_run (vault, bundle, id desc);

create table vault_run_event (
  run      integer not null references vault_run (id) on delete cascade,
  seq      integer not null,
  type     text    not null,
  json     text    not null,
  primary key (run, seq)
) without rowid;
