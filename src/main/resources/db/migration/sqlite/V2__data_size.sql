-- The newest size scan of a session. What it has found stands in its events.

alter table session add column sizes_after integer not null default 0;     -- its reports have a larger seq
alter table session add column sizes_last integer not null default 0;      -- seq of its newest report, 0 without one
alter table session add column sizes_precise integer not null default 0;
alter table session add column sizes_remaining text not null default '';   -- not reported yet: lines of name and lastIncrementalTime
