-- Views that belong to no caller, such as those of runs, have positions in the order of all sessions (see V14).
create table shared_view (
  type     text    not null,
  subject  text    not null, -- what the view is of, by a name that the part that shows it has given
  changed  integer not null, -- the position of its newest change
  primary key (type, subject)
) without rowid;
create index shared_view_changed on shared_view (changed);

-- Bundles without a snapshot as new as it should be, as it was said to clients. Times are epoch milliseconds.
create table vault_overdue (
  vault    text    not null,
  bundle   text    not null,
  since    integer not null,
  primary key (vault, bundle)
) without rowid;

-- Lists of runs and snapshots read no more than they show, however much is kept.
create index vault_run_ended on vault_run (id) where state = 'ended';
create index vault_run_by_bundle on vault_run (bundle, id desc);
create index vault_run_by_kind on vault_run (kind, id desc);
create index vault_snapshot_of_bundle on vault_snapshot (vault, bundle, taken_at desc);
