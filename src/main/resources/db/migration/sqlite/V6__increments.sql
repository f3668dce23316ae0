-- Bundles of incremental sessions.

alter table bundle add column incremental_since integer; -- what the client passed as lastIncrementalTime, epoch seconds
