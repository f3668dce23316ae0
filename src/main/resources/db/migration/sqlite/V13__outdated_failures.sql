-- Failures and remarks of a restore that an earlier dry run, or a run before a restart, found: up to this number nobody is told of them.
-- They are removed little by little, all but the one with the number itself, so that later ones have higher numbers.

create table outdated_failure (
  session integer not null references session (id) on delete cascade,
  bundle  text    not null,
  up_to   integer not null,
  primary key (session, bundle)
) without rowid;
