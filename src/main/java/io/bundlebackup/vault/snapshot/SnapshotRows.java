package io.bundlebackup.vault.snapshot;

import io.bundlebackup.repository.blob.BlobId;
import io.bundlebackup.session.store.Reach;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The cache of the repositories' snapshots in the database. The static methods write, within {@code DatabaseWrites}. Thread-safe. */
final class SnapshotRows {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient readers;

    SnapshotRows(JdbcClient readers) {
        this.readers = readers;
    }

    static int save(JdbcClient database, VaultSnapshot snapshot) {
        var gone = snapshot.marks().goneAt();
        return database.sql("""
                        insert or replace into vault_snapshot (vault, bundle, restic_id, snapshot_id, tree, taken_at, complete, pinned,
                          gone_at, facts)
                        values (:vault, :bundle, :restic, :snapshot, :tree, :taken, :complete, :pinned, :gone, :facts)""")
                .param("vault", snapshot.vault())
                .param("bundle", snapshot.bundleName())
                .param("restic", snapshot.resticId().toString())
                .param("snapshot", snapshot.snapshotId().toString())
                .param("tree", snapshot.tree().toString())
                .param("taken", snapshot.takenAt().toEpochMilli())
                .param("complete", snapshot.complete())
                .param("pinned", snapshot.marks().pinned())
                .param("gone", gone == null ? null : gone.toEpochMilli())
                .param("facts", JSON.writeValueAsString(new KeptFacts(snapshot.figures(), snapshot.marks())))
                .update();
    }

    static int remove(JdbcClient database, String vault, String bundle, BlobId id) {
        return database.sql("delete from vault_snapshot where vault = ? and bundle = ? and restic_id = ?")
                .params(vault, bundle, id.toString())
                .update();
    }

    /** The names that restic shows of the known snapshots of a repository. */
    Set<BlobId> ids(String vault, String bundle) {
        return readers.sql("select restic_id from vault_snapshot where vault = ? and bundle = ?")
                .params(vault, bundle)
                .query((row, n) -> BlobId.parse(row.getString("restic_id")))
                .set();
    }

    Optional<VaultSnapshot> find(String vault, UUID snapshot) {
        return readers.sql("select * from vault_snapshot where vault = :vault and snapshot_id = :snapshot and "
                        + Reach.CONDITION + " limit 1")
                .param("vault", vault)
                .param("snapshot", snapshot.toString())
                .param("reach", Reach.parameter())
                .query((row, n) -> read(row))
                .optional();
    }

    /** Newest first, behind the first {@code skip}. */
    List<VaultSnapshot> page(String vault, SnapshotFilter filter, long skip, int limit) {
        return readers.sql("""
                        select * from vault_snapshot where vault = :vault and %s
                          and (:from is null or taken_at >= :from) and (:to is null or taken_at < :to)
                          and (:complete is null or complete = :complete) and (:pinned is null or pinned = :pinned)
                          and (:deleted is null or (gone_at is not null) = :deleted) and %s
                        order by taken_at desc, restic_id limit :limit offset :skip"""
                        // As a condition of its own, so that an index has the bundle's rows in order.
                        .formatted(
                                filter.bundleName() == null ? ":bundle is null" : "bundle = :bundle", Reach.CONDITION))
                .param("reach", Reach.parameter())
                .param("vault", vault)
                .param("bundle", filter.bundleName())
                .param("from", millis(filter.from()))
                .param("to", millis(filter.to()))
                .param("complete", filter.complete())
                .param("pinned", filter.pinned())
                .param("deleted", filter.deleted())
                .param("limit", limit)
                .param("skip", skip)
                .query((row, n) -> read(row))
                .list();
    }

    /** Of a run, and not deleted. */
    Optional<VaultSnapshot> newestComplete(String vault, String bundle) {
        return readers.sql("""
                        select * from vault_snapshot where vault = ? and bundle = ? and complete and gone_at is null
                          and json_extract(facts, '$.figures.runId') is not null order by taken_at desc, restic_id limit 1""")
                .params(vault, bundle)
                .query((row, n) -> read(row))
                .optional();
    }

    /** What is known of each bundle, without deleted snapshots. */
    List<BundleSummary> bundles(String vault) {
        return readers.sql("""
                        select bundle, count(*) as snapshots, max(taken_at) as newest,
                          max(case when complete and json_extract(facts, '$.figures.runId') is not null
                            then taken_at end) as complete,
                          max(case when json_extract(facts, '$.figures.runId') is not null then taken_at end) as of_run,
                          sum(json_extract(facts, '$.figures.storedBytes')) as stored,
                          (select json_extract(n.facts, '$.figures.bytes') from vault_snapshot n where n.vault = s.vault
                            and n.bundle = s.bundle and n.gone_at is null order by n.taken_at desc limit 1) as bytes
                        from vault_snapshot s where vault = :vault and gone_at is null and %s group by bundle order by bundle""".formatted(Reach.CONDITION))
                .param("vault", vault)
                .param("reach", Reach.parameter())
                .query((row, n) -> new BundleSummary(
                        row.getString("bundle"),
                        row.getLong("snapshots"),
                        time(row, "newest"),
                        time(row, "complete"),
                        time(row, "of_run"),
                        row.getLong("stored"),
                        row.getLong("bytes")))
                .list();
    }

    /** What runs have stored since a time. */
    long storedSince(String vault, Instant since) {
        return readers.sql("""
                        select coalesce(sum(json_extract(facts, '$.figures.storedBytes')), 0) from vault_snapshot
                          where vault = :vault and taken_at >= :since and %s""".formatted(Reach.CONDITION))
                .param("vault", vault)
                .param("since", since.toEpochMilli())
                .param("reach", Reach.parameter())
                .query(Long.class)
                .single();
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    /** A time before or after all that milliseconds can express is the first or the last of them. */
    private static @Nullable Long millis(@Nullable Instant time) {
        if (time == null) {
            return null;
        }
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            return time.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static VaultSnapshot read(ResultSet row) throws SQLException {
        var facts = JSON.readValue(row.getString("facts"), KeptFacts.class);
        return new VaultSnapshot(
                UUID.fromString(row.getString("snapshot_id")),
                BlobId.parse(row.getString("restic_id")),
                BlobId.parse(row.getString("tree")),
                row.getString("vault"),
                row.getString("bundle"),
                Instant.ofEpochMilli(row.getLong("taken_at")),
                facts.figures(),
                facts.marks());
    }
}
