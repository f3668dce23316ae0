package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.DeliveredName;
import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.FileCounts.Tally;
import io.bundlebackup.upload.store.Database;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Uploaded manifests, and what they name, in the database. A change is on disk on return. Thread-safe. */
public final class ManifestRows {
    private static final String SESSION = "(select id from session where session_id = :session)";
    private static final String HERE = " session = " + SESSION + " and bundle = :bundle";
    private static final String STATE =
            " left join upload u on u.session = w.session and u.bundle = w.bundle and u.uri = w.uri"
                    + " where w.session = " + SESSION + " and w.bundle = :bundle and w.manifest = :file";

    /** A client may send the manifest of each of 100,000 files, and this is asked for with each that arrives. */
    static final String INDEXES = "select * from upload_manifest indexed by upload_index where" + HERE
            + " and substr(uri, -11) = '" + DeliveredName.INDEX + "' order by uri";

    private final Database database;

    public ManifestRows(Database database) {
        this.database = database;
    }

    /** A manifest's row. */
    record Row(
            String uri,
            String file,
            String generation,
            @Nullable String parent,
            long begunAt) {}

    /** What an uploaded manifest names: whether something of it has arrived. */
    record Open(String uri, boolean begun) {}

    /** Those whose name ends as that of an index does, in the order of uris. */
    List<Row> indexes(BundleId bundle) {
        return at(database.readers().sql(INDEXES), bundle)
                .query((row, n) -> new Row(
                        row.getString("uri"),
                        row.getString("file"),
                        row.getString("generation"),
                        row.getString("parent"),
                        row.getLong("begun_at")))
                .list();
    }

    /** Adds to what a manifest names; the manifest need not have a row yet. */
    void addWanted(BundleId bundle, String file, Map<String, Tally> wanted) {
        database.commit(() -> {
            wanted.forEach((uri, tally) -> at(
                            database.writer()
                                    .sql("insert into wanted (session, bundle, manifest, uri, files, bytes)"
                                            + " values (" + SESSION + ", :bundle, :file, :uri, :files, :bytes)"
                                            + " on conflict (session, bundle, manifest, uri) do update"
                                            + " set files = files + excluded.files, bytes = bytes + excluded.bytes"),
                            bundle)
                    .param("file", file)
                    .param("uri", uri)
                    .param("files", tally.files())
                    .param("bytes", tally.bytes())
                    .update());
            return wanted;
        });
    }

    /** Forgets what a manifest names. */
    void forgetWanted(BundleId bundle, String file) {
        database.commit(
                () -> at(database.writer().sql("delete from wanted where" + HERE + " and manifest = :file"), bundle)
                        .param("file", file)
                        .update());
    }

    /** Puts a manifest in the place of the one that was there; that one's file. */
    Optional<String> put(BundleId bundle, String uri, String file, ManifestHeader header) {
        return database.commit(() -> {
            var old = at(
                            database.writer()
                                    .sql("delete from upload_manifest where" + HERE + " and uri = :uri returning file"),
                            bundle)
                    .param("uri", uri)
                    .query(String.class)
                    .optional();
            var parent = header.parent();
            at(
                            database.writer()
                                    .sql(
                                            "insert into upload_manifest (session, bundle, uri, file, generation, parent, begun_at)"
                                                    + " values (" + SESSION
                                                    + ", :bundle, :uri, :file, :generation, :parent, :begun)"),
                            bundle)
                    .param("uri", uri)
                    .param("file", file)
                    .param("generation", header.generation().toString())
                    .param("parent", parent == null ? null : parent.toString())
                    .param("begun", header.begunAt())
                    .update();
            at(
                            database.writer()
                                    .sql("insert or ignore into upload (session, bundle, uri, complete) values ("
                                            + SESSION + ", :bundle, :uri, 0)"),
                            bundle)
                    .param("uri", uri)
                    .update();
            return old;
        });
    }

    /** The delivered files that a manifest names and that are not complete, in the order of uris. */
    List<Open> open(BundleId bundle, String file, int limit) {
        return at(
                        database.readers()
                                .sql("select w.uri as uri, u.file is not null as begun from wanted w" + STATE
                                        + " and coalesce(u.complete, 0) = 0 order by w.uri limit :limit"),
                        bundle)
                .param("file", file)
                .param("limit", limit)
                .query((row, n) -> new Open(row.getString("uri"), row.getBoolean("begun")))
                .list();
    }

    boolean names(BundleId bundle, String file, String uri) {
        return at(
                                database.readers()
                                        .sql("select count(*) from wanted where" + HERE
                                                + " and manifest = :file and uri = :uri"),
                                bundle)
                        .param("file", file)
                        .param("uri", uri)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** What a manifest names under this uri; nothing if it does not. */
    Tally tally(BundleId bundle, String file, String uri) {
        return at(
                        database.readers()
                                .sql(
                                        "select coalesce(sum(files), 0) as files, coalesce(sum(bytes), 0) as bytes from wanted where"
                                                + HERE + " and manifest = :file and uri = :uri"),
                        bundle)
                .param("file", file)
                .param("uri", uri)
                .query((row, n) -> new Tally(row.getLong("files"), row.getLong("bytes")))
                .single();
    }

    /** All that a manifest names, or of that what is complete. */
    Tally total(BundleId bundle, String file, boolean complete) {
        return at(
                        database.readers()
                                .sql(
                                        "select coalesce(sum(w.files), 0) as files, coalesce(sum(w.bytes), 0) as bytes from wanted w"
                                                + STATE + (complete ? " and u.complete = 1" : "")),
                        bundle)
                .param("file", file)
                .query((row, n) -> new Tally(row.getLong("files"), row.getLong("bytes")))
                .single();
    }

    /** Whether an upload of which something is there, or a manifest, has such a prefix. */
    boolean anyWithPrefix(BundleId bundle, String prefix) {
        // No uri has a character from "~" on.
        return at(
                                database.readers()
                                        .sql("select count(*) from (select 1 from upload where" + HERE
                                                + " and uri between :prefix and :prefix || '~' and file is not null union all"
                                                + " select 1 from upload_manifest where" + HERE
                                                + " and uri between :prefix and :prefix || '~' limit 1)"),
                                bundle)
                        .param("prefix", prefix)
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static StatementSpec at(StatementSpec statement, BundleId bundle) {
        return statement.param("session", bundle.sessionId()).param("bundle", bundle.name());
    }
}
