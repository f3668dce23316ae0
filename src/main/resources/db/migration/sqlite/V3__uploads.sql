-- What a restore receives. The bytes lie in files of the uploads directory; a file that no row names is garbage.

create table upload (
  session  integer not null references session (id) on delete cascade,
  bundle   text    not null,
  uri      text    not null,
  file     text,             -- the name of its bytes on disk, null before the first; what has arrived is that file's length
  declared integer,          -- the size that was announced (POST)
  size     integer,          -- of the present content, once known
  complete integer not null,
  sha256   text,             -- once complete
  primary key (session, bundle, uri)
) without rowid;

create table upload_manifest (
  session    integer not null references session (id) on delete cascade,
  bundle     text    not null,
  uri        text    not null,
  file       text    not null,
  generation text    not null,
  parent     text,
  begun_at   integer not null,
  primary key (session, bundle, uri)
) without rowid;

create table wanted ( -- which delivered files the manifest of an index names
  session  integer not null references session (id) on delete cascade,
  bundle   text    not null,
  manifest text    not null, -- its file
  uri      text    not null,
  files    integer not null, -- regular files in it
  bytes    integer not null, -- their content
  primary key (session, bundle, manifest, uri)
) without rowid;
