-- Of a restore from a snapshot of a vault: which one. Null if the data is uploaded.
alter table bundle add column from_vault text;
alter table bundle add column from_snapshot text;
