package io.bundlebackup.upload.chain;

import io.bundlebackup.manifest.ManifestHeader;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.upload.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The manifests of completed backups that the service keeps, in the database. A change is durable on return. Thread-safe. */
public final class KeptManifestRows {
    /** Removes the rows behind the newest ones of a bundle, except those that a bundle starts from which has not ended. */
    private static final String PRUNE = """
            delete from kept_manifest where not exists (select 1 from bundle b
                where b.baseline = kept_manifest.generation and b.state <> 'ENDED')
              and (select count(*) from kept_manifest newer
                where newer.bundle = kept_manifest.bundle and newer.id > kept_manifest.id) >= :most""";

    private static final String RETURNING = " returning generation";

    private final Database database;

    public KeptManifestRows(Database database) {
        this.database = database;
    }

    /** A kept manifest. */
    record Row(ManifestHeader header, long newestEpoch) {}

    /** How many backups of a bundle in the history gave one caller one time. */
    private static String givers(String owner) {
        return "(select count(*) from bundle b join session o on o.id = b.session where b.name = :bundle"
                + " and b.last_incremental_time = :time and o.owner = " + owner + ")";
    }

    /**
     * Adds the manifest of a backup that has completed.
     *
     * @param time the {@code lastIncrementalTime} that the backup gave, {@code null} if files failed
     * @param most how many rows of the bundle stay
     * @return the generations whose rows were removed
     */
    List<String> add(BundleId bundle, Row row, @Nullable Long time, int most) {
        return database.commit(writer -> {
            var parent = row.header().parent();
            writer.write(
                            bundle,
                            "insert into kept_manifest (bundle, generation, parent, begun_at, newest_epoch, owner,"
                                    + " last_incremental_time, ambiguous) select :bundle, :generation, :parent, :begun,"
                                    + " :epoch, s.owner, :time, exists (select 1 from kept_manifest k where k.bundle = :bundle"
                                    + " and k.owner = s.owner and k.last_incremental_time = :time) or "
                                    + givers("s.owner") + " > 1 from session s where s.session_id = :session")
                    .param("generation", row.header().generation().toString())
                    .param("parent", parent == null ? null : parent.toString())
                    .param("begun", row.header().begunAt())
                    .param("epoch", row.newestEpoch())
                    .param("time", time)
                    .update();
            writer.write(
                            bundle,
                            "update kept_manifest set ambiguous = 1 where bundle = :bundle and last_incremental_time = :time"
                                    + " and generation <> :generation"
                                    + " and owner = (select owner from session where session_id = :session)")
                    .param("generation", row.header().generation().toString())
                    .param("time", time)
                    .update();
            return writer.client()
                    .sql(PRUNE + " and bundle = :bundle" + RETURNING)
                    .param("bundle", bundle.name())
                    .param("most", most)
                    .query((removed, n) -> removed.getString("generation"))
                    .list();
        });
    }

    /** The row of a generation of a bundle. */
    Optional<Row> find(String bundle, UUID generation) {
        return database.readers()
                .sql("select * from kept_manifest where bundle = :bundle and generation = :generation")
                .param("bundle", bundle)
                .param("generation", generation.toString())
                .query((row, n) -> read(row))
                .optional();
    }

    private static Row read(ResultSet row) throws SQLException {
        var parent = row.getString("parent");
        return new Row(
                new ManifestHeader(
                        row.getString("bundle"),
                        UUID.fromString(row.getString("generation")),
                        parent == null ? null : UUID.fromString(parent),
                        row.getLong("begun_at")),
                row.getLong("newest_epoch"));
    }

    /** The generation of a bundle that gave a caller a time, if only one backup gave the caller that time. */
    Optional<UUID> findGiver(String owner, String bundle, long time) {
        return database.readers()
                .sql("select generation from kept_manifest where bundle = :bundle and owner = :owner"
                        + " and last_incremental_time = :time and not ambiguous and " + givers(":owner") + " <= 1")
                .param("bundle", bundle)
                .param("owner", owner)
                .param("time", time)
                .query(String.class)
                .optional()
                .map(UUID::fromString);
    }

    /** The generation that a bundle of a session starts from. */
    Optional<UUID> findBaseline(BundleId bundle) {
        return database.read(
                        bundle,
                        "select baseline from bundle where session = " + Database.SESSION
                                + " and name = :bundle and baseline is not null")
                .query(String.class)
                .optional()
                .map(UUID::fromString);
    }

    /** All generations that are kept. */
    List<String> generations() {
        return database.readers()
                .sql("select generation from kept_manifest")
                .query((row, n) -> row.getString("generation"))
                .list();
    }

    /** Removes the rows of these generations, and what exceeds {@code most} rows of a bundle. */
    void clean(List<String> gone, int most) {
        database.commit(writer -> {
            gone.forEach(generation -> writer.client()
                    .sql("delete from kept_manifest where generation = :generation")
                    .param("generation", generation)
                    .update());
            return writer.client().sql(PRUNE).param("most", most).update();
        });
    }
}
