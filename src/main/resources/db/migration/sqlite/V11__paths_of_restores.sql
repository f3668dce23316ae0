-- Of a restore: the paths that the client wants, a line each, percent-encoded as in manifests; empty: everything.
alter table bundle add column restore_paths text not null default '';
