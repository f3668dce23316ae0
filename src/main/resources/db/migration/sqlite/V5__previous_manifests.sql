-- What incremental backups start from: manifests that clients upload before they append the bundles. The bytes lie beside the uploads.

create table previous_manifest (
  session      integer not null references session (id) on delete cascade,
  bundle       text    not null,
  file         text    not null, -- version 2.0, checked
  generation   text    not null,
  parent       text,
  begun_at     integer not null,
  newest_epoch integer not null, -- the largest that a name of a delivered file in it begins with, else 0
  primary key (session, bundle)
) without rowid;
