package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.problem.ProblemType;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.store.Database;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The manifests that incremental backups start from, in the database. A change is durable on return. Thread-safe. */
public final class PreviousManifestRows {

    private final Database database;

    public PreviousManifestRows(Database database) {
        this.database = database;
    }

    /** A manifest's row. */
    record Row(String file, ManifestHeader header, long newestEpoch) {}

    Optional<Row> find(BundleId bundle) {
        return database.read(bundle, "select * from previous_manifest where" + Database.HERE)
                .query((row, n) -> new Row(
                        row.getString("file"),
                        new ManifestHeader(
                                row.getString("bundle"),
                                UUID.fromString(row.getString("generation")),
                                uuid(row.getString("parent")),
                                row.getLong("begun_at")),
                        row.getLong("newest_epoch")))
                .optional();
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        return text == null ? null : UUID.fromString(text);
    }

    /**
     * Puts a manifest in place of the previous one, and returns the file of that.
     *
     * @param most how many a session may have
     * @throws ProblemException {@code invalid-argument} if it has so many others
     */
    Optional<String> put(BundleId bundle, Row row, int most) {
        record Put(boolean refused, Optional<String> old) {}
        var put = database.commit(writer -> {
            var others = writer.write(
                            bundle,
                            "select count(*) from previous_manifest where session = " + Database.SESSION
                                    + " and bundle <> :bundle")
                    .query(Integer.class)
                    .single();
            if (others >= most) {
                return new Put(true, Optional.empty());
            }
            var old = removeFrom(writer, bundle);
            var parent = row.header().parent();
            writer.write(
                            bundle,
                            "insert into previous_manifest (session, bundle, file, generation, parent,"
                                    + " begun_at, newest_epoch) values (" + Database.SESSION
                                    + ", :bundle, :file, :generation, :parent, :begun, :epoch)")
                    .param("file", row.file())
                    .param("generation", row.header().generation().toString())
                    .param("parent", parent == null ? null : parent.toString())
                    .param("begun", row.header().begunAt())
                    .param("epoch", row.newestEpoch())
                    .update();
            return new Put(false, old);
        });
        if (put.refused) {
            throw new ProblemException(
                    ProblemType.INVALID_ARGUMENT, "A session takes the manifests of at most " + most + " bundles.");
        }
        return put.old;
    }

    void remove(BundleId bundle) {
        database.commit(writer -> removeFrom(writer, bundle));
    }

    private static Optional<String> removeFrom(Database.Writer writer, BundleId bundle) {
        return writer.write(bundle, "delete from previous_manifest where" + Database.HERE + " returning file")
                .query(String.class)
                .optional();
    }

    /** The bundles of a session that have a manifest. */
    List<String> bundles(String sessionId) {
        return database.readers()
                .sql("select bundle from previous_manifest where session = " + Database.SESSION)
                .param("session", sessionId)
                .query((row, n) -> row.getString("bundle"))
                .list();
    }

    /** The names on disk that the row of a bundle has. */
    public Set<String> files(BundleId bundle) {
        return find(bundle).map(row -> Set.of(row.file())).orElse(Set.of());
    }

    /** Removes the rows of sessions and bundles that have ended. */
    public void removeLeftovers() {
        database.commit(writer -> writer.client().sql("""
                        delete from previous_manifest where exists (select 1 from session s
                            where s.id = previous_manifest.session and s.state in ('RELEASED', 'EXPIRED'))
                          or exists (select 1 from bundle b where b.session = previous_manifest.session
                            and b.name = previous_manifest.bundle and b.state = 'ENDED')""").update());
    }
}
