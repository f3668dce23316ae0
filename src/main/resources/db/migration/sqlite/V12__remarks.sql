-- Whether a row is only a remark, which does not count as a failure.
alter table failed_file add column remark integer not null default 0;
