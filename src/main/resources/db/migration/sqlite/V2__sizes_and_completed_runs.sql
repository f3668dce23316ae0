-- The newest size scan of a session. What it has found stands in its events.

alter table session add column sizes_after integer not null default 0;     -- its reports have a larger seq
alter table session add column sizes_last integer not null default 0;      -- seq of its newest report, 0 without one
alter table session add column sizes_precise integer not null default 0;
alter table session add column sizes_remaining text not null default '';   -- not reported yet: lines of name and lastIncrementalTime

-- A third kind in last_run, completed: the newest backup that completed, whatever became of later ones.
insert into last_run (bundle, kind, session_id, type, outcome, ended_at, bytes, files, failed_count, last_incremental_time)
select bundle, 'completed', session_id, type, outcome, ended_at, bytes, files, failed_count, last_incremental_time
from last_run where kind = 'backup' and outcome = 'COMPLETED';
