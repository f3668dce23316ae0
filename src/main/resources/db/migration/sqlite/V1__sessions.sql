-- Sessions, what was appended to them, what was announced, and the log of events.
-- Times are epoch milliseconds, digests lower-case hex, paths and events JSON or text as they stand on the wire.

create table session (
  id           integer primary key,
  session_id   text    not null unique,
  owner        text    not null,
  type         text    not null,
  state        text    not null,
  closing      text,
  created_at   integer not null,
  ended_at     integer,
  idle_timeout integer not null,
  last_seq     integer not null
);
create index session_of_owner on session (owner, id desc);

create table bundle (
  session       integer not null references session (id) on delete cascade,
  name          text    not null,
  ticket        integer not null,
  state         text    not null,
  phase         text,
  outcome       text,
  ending        text,
  err_code      integer,
  err_message   text,
  err_path      text,
  err_uri       text,
  last_incremental_time integer,
  began_at      integer,
  ended_at      integer,
  queued_at     integer not null,
  parameters    text,
  info          text,
  priority      integer not null,
  timer_limit   integer not null,
  timer_explicit integer not null,
  timer_used    integer not null,
  timer_since   integer,
  send_rate     integer not null,
  files_total   integer,
  bytes_total   integer,
  files_ready   integer not null,
  bytes_ready   integer not null,
  files_closed  integer not null,
  bytes_closed  integer not null,
  failed_count  integer not null,
  open_files    integer not null,
  stale_files   integer not null,
  index_announced integer not null,
  reported      integer not null,
  primary key (session, name)
) without rowid;
create unique index bundle_ticket on bundle (ticket);

create table file (
  session         integer not null references session (id) on delete cascade,
  bundle          text    not null,
  uri             text    not null,
  seq             integer not null, -- of the event that announced it, so the order of announcement
  announcements   integer not null,
  kind            text    not null,
  state           text    not null,
  size            integer not null,
  sha256          text    not null,
  manifest_sha256 text    not null,
  files           integer not null,
  bytes           integer not null,
  origin          text,
  primary key (session, bundle, uri)
) without rowid;
create index file_in_order on file (session, seq);

create table superseded ( -- what a file was announced as before, so that old addresses are told from wrong ones
  session integer not null references session (id) on delete cascade,
  bundle  text    not null,
  uri     text    not null,
  sha256  text    not null,
  primary key (session, bundle, uri, sha256)
) without rowid;

create table event (
  session integer not null references session (id) on delete cascade,
  seq     integer not null,
  type    text    not null,
  json    text    not null,
  primary key (session, seq)
) without rowid;

create table failed_file (
  id      integer primary key,
  session integer not null references session (id) on delete cascade,
  bundle  text    not null,
  path    text    not null,
  code    integer not null,
  message text    not null
);
create index failed_file_of_bundle on failed_file (session, bundle, id);

create table reply (
  caller  text    not null,
  method  text    not null,
  path    text    not null,
  key     text    not null,
  body_sha256 text not null,
  status  integer not null,
  location text,
  body    text    not null,
  kept_at integer not null,
  primary key (caller, method, path, key)
) without rowid;
create index reply_age on reply (kept_at);

create table last_run (
  bundle     text not null,
  kind       text not null, -- backup or restore
  session_id text not null,
  type       text not null,
  outcome    text not null,
  ended_at   integer not null,
  bytes      integer not null,
  files      integer not null,
  failed_count integer not null,
  last_incremental_time integer,
  primary key (bundle, kind)
) without rowid;
