-- The manifests of indexes are looked for with each upload that arrives, among those of all delivered files.

create index upload_index on upload_manifest (session, bundle, uri) where substr(uri, -11) = 'manage.json';
