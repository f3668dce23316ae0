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

/** Uploaded manifests, and the delivered files that they list, in the database. A change is durable on return. Thread-safe. */
public final class ManifestRows {
    private static final String STATE =
            " left join upload u on u.session = w.session and u.bundle = w.bundle and u.uri = w.uri"
                    + " where w.session = " + Database.SESSION + " and w.bundle = :bundle and w.manifest = :file";

    /** A client may send a manifest for each of 100,000 files, and each of them runs this query. */
    static final String INDEXES = "select * from upload_manifest indexed by upload_index where" + Database.HERE
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

    /** A delivered file that a manifest lists, and whether some of its bytes have arrived. */
    record Open(String uri, boolean begun) {}

    /** The manifests whose names end like that of an index, in the order of uris. */
    List<Row> indexes(BundleId bundle) {
        return database.read(bundle, INDEXES)
                .query((row, n) -> new Row(
                        row.getString("uri"),
                        row.getString("file"),
                        row.getString("generation"),
                        row.getString("parent"),
                        row.getLong("begun_at")))
                .list();
    }

    /** Adds delivered files that a manifest lists; the manifest need not have a row yet. */
    void addWanted(BundleId bundle, String file, Map<String, Tally> wanted) {
        database.commit(writer -> {
            wanted.forEach((uri, tally) -> writer.write(
                            bundle,
                            "insert into wanted (session, bundle, manifest, uri, files, bytes)"
                                    + " values (" + Database.SESSION + ", :bundle, :file, :uri, :files, :bytes)"
                                    + " on conflict (session, bundle, manifest, uri) do update"
                                    + " set files = files + excluded.files, bytes = bytes + excluded.bytes")
                    .param("file", file)
                    .param("uri", uri)
                    .param("files", tally.files())
                    .param("bytes", tally.bytes())
                    .update());
            return wanted;
        });
    }

    /** Removes the delivered files of a manifest. */
    void forgetWanted(BundleId bundle, String file) {
        database.deleteInSteps(bundle, "wanted", "manifest, uri", Map.of("manifest", file));
    }

    /** Puts a manifest in place of the previous one, and returns the file of that. */
    Optional<String> put(BundleId bundle, String uri, String file, ManifestHeader header) {
        return database.commit(writer -> {
            var old = writer.write(
                            bundle,
                            "delete from upload_manifest where" + Database.HERE + " and uri = :uri returning file")
                    .param("uri", uri)
                    .query(String.class)
                    .optional();
            var parent = header.parent();
            writer.write(
                            bundle,
                            "insert into upload_manifest (session, bundle, uri, file, generation, parent, begun_at)"
                                    + " values (" + Database.SESSION
                                    + ", :bundle, :uri, :file, :generation, :parent, :begun)")
                    .param("uri", uri)
                    .param("file", file)
                    .param("generation", header.generation().toString())
                    .param("parent", parent == null ? null : parent.toString())
                    .param("begun", header.begunAt())
                    .update();
            writer.write(
                            bundle,
                            "insert or ignore into upload (session, bundle, uri, complete) values (" + Database.SESSION
                                    + ", :bundle, :uri, 0)")
                    .param("uri", uri)
                    .update();
            return old;
        });
    }

    /** The delivered files that a manifest lists and that are not complete, in the order of uris. */
    List<Open> open(BundleId bundle, String file, int limit) {
        return database.read(
                        bundle,
                        "select w.uri as uri, u.file is not null as begun from wanted w" + STATE
                                + " and coalesce(u.complete, 0) = 0 order by w.uri limit :limit")
                .param("file", file)
                .param("limit", limit)
                .query((row, n) -> new Open(row.getString("uri"), row.getBoolean("begun")))
                .list();
    }

    /** How much a manifest lists in this delivered file; zero if it does not list the file. */
    Tally tally(BundleId bundle, String file, String uri) {
        return database.read(
                        bundle,
                        "select coalesce(sum(files), 0) as files, coalesce(sum(bytes), 0) as bytes from wanted where"
                                + Database.HERE + " and manifest = :file and uri = :uri")
                .param("file", file)
                .param("uri", uri)
                .query((row, n) -> new Tally(row.getLong("files"), row.getLong("bytes")))
                .single();
    }

    /** How much a manifest lists in all files, or in those that are complete. */
    Tally total(BundleId bundle, String file, boolean complete) {
        return database.read(
                        bundle,
                        "select coalesce(sum(w.files), 0) as files, coalesce(sum(w.bytes), 0) as bytes from wanted w"
                                + STATE + (complete ? " and u.complete = 1" : ""))
                .param("file", file)
                .query((row, n) -> new Tally(row.getLong("files"), row.getLong("bytes")))
                .single();
    }

    /** Whether an upload of which something is there, or a manifest, has such a prefix. */
    boolean anyWithPrefix(BundleId bundle, String prefix) {
        // No uri has a character from "~" on.
        return database.read(
                                bundle,
                                "select count(*) from (select 1 from upload where" + Database.HERE
                                        + " and uri between :prefix and :prefix || '~' and file is not null union all"
                                        + " select 1 from upload_manifest where" + Database.HERE
                                        + " and uri between :prefix and :prefix || '~' limit 1)")
                        .param("prefix", prefix)
                        .query(Long.class)
                        .single()
                > 0;
    }
}
