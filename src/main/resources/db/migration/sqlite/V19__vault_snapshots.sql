-- A cache of the snapshots in the repositories of vaults: it is filled again from them.

create table vault_snapshot (
  vault       text    not null,
  bundle      text    not null,
  restic_id   text    not null,
  snapshot_id text    not null,
  tree        text    not null,
  taken_at    integer not null,
  complete    integer not null,
  pinned      integer not null,
  gone_at     integer,
  facts       text    not null, -- JSON
  primary key (vault, bundle, restic_id)
) without rowid;
create index vault_snapshot_by_id on vault_snapshot (vault, snapshot_id);
create index vault_snapshot_by_time on vault_snapshot (vault, taken_at desc);
