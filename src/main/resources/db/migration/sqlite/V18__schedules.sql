-- Schedules that callers made; those of the configuration are not kept here. Times are epoch milliseconds.
create table vault_schedule (
  name          text    primary key,
  json          text    not null, -- as it was written, with defaults
  made_at       integer not null
) without rowid;

-- How far each schedule is, also one of the configuration.
create table vault_schedule_state (
  name          text    primary key,
  handled_until integer not null, -- all runs that were due until then are done
  last_run      text              -- the run_id of the last run that was ordered
) without rowid;
