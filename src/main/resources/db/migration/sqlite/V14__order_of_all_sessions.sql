-- One order over all sessions: the events of a commit get the next positions, and after them the bundles and sessions that the commit changes.
alter table event add column position integer not null default 0; -- 0: from before this order
create index event_position on event (position) where position > 0;
alter table bundle add column changed integer not null default 0; -- the position of its newest change
alter table session add column changed integer not null default 0; -- as in bundle, and larger than in each of its bundles
create index session_changed on session (owner, changed);
create table log_position (
  directory text    not null, -- names this data directory in the cursors of clients
  position  integer not null  -- the largest that was given
);
insert into log_position (directory, position) values (lower(hex(randomblob(6))), 0);
create table forgotten ( -- up to which position the history has forgotten sessions of a caller
  owner    text    not null primary key,
  position integer not null
) without rowid;
