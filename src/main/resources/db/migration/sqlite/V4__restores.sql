-- Bundles of restore sessions. Lists are lines.

alter table bundle add column restore_target text;                          -- where the data goes; null in a backup
alter table bundle add column restore_mode text;
alter table bundle add column restore_dependencies text not null default '';
alter table bundle add column publication text;
alter table bundle add column handles text not null default '';             -- asked for before the begin
alter table bundle add column tried_at integer;                             -- the newest dry run
alter table bundle add column tried_added integer;
alter table bundle add column tried_changed integer;
alter table bundle add column tried_removed integer;

create table tree_change ( -- what the newest dry run of a bundle found
  id      integer primary key,
  session integer not null references session (id) on delete cascade,
  bundle  text    not null,
  path    text    not null,
  change  text    not null
);
create index tree_change_of_bundle on tree_change (session, bundle, id);
