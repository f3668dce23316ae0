-- Manifests of completed backups that the service keeps, so that increments can start from them. The bytes lie in the data directory, in
-- generations/<generation>. Not of sessions: a kept manifest outlives the history.

create table kept_manifest (
  id                    integer primary key autoincrement, -- the newest has the largest
  bundle                text    not null,
  generation            text    not null unique,
  parent                text,
  begun_at              integer not null,
  newest_epoch          integer not null, -- as in previous_manifest
  owner                 text    not null, -- the caller whose session made the backup
  last_incremental_time integer,          -- what the backup gave; null if files failed
  ambiguous             integer not null  -- whether another backup gave the same caller the same time
);

create index kept_manifest_bundle on kept_manifest (bundle, id);

-- The generation that the bundle of an incremental session starts from; null if from none.
alter table bundle add column baseline text;

create index bundle_baseline on bundle (baseline) where baseline is not null;
create index bundle_given_time on bundle (last_incremental_time, name) where last_incremental_time is not null;
