-- What a client says of a bundle, and the handles that it asks for, are written once and not with every change of the bundle.

create table client_words ( -- for the application; gone when the bundle has ended
  session    integer not null references session (id) on delete cascade,
  bundle     text    not null,
  parameters text,
  info       text,
  primary key (session, bundle)
);
insert into client_words (session, bundle, parameters, info)
  select session, name, parameters, info from bundle
    where state <> 'ENDED' and (parameters is not null or info is not null);

create table handle ( -- asked for before the begin, in this order
  id      integer primary key,
  session integer not null references session (id) on delete cascade,
  bundle  text    not null,
  uri     text    not null
);
create index handle_of_bundle on handle (session, bundle, id);
insert into handle (session, bundle, uri)
  with recursive line (session, bundle, uri, rest) as (
    select session, name, null, handles || char(10) from bundle where state = 'QUEUED' and handles <> ''
    union all
    select session, bundle, substr(rest, 1, instr(rest, char(10)) - 1), substr(rest, instr(rest, char(10)) + 1)
      from line where rest <> ''
  )
  select session, bundle, uri from line where uri <> '';

alter table bundle add column words integer not null default 0; -- characters of client_words
update bundle set words = coalesce(length(parameters), 0) + coalesce(length(info), 0) where state <> 'ENDED';
alter table bundle add column handles_asked integer not null default 0;
update bundle set handles_asked =
  (select count(*) from handle h where h.session = bundle.session and h.bundle = bundle.name);
alter table bundle drop column parameters;
alter table bundle drop column info;
alter table bundle drop column handles;
