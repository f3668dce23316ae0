package io.bundlebackup.session;

import io.bundlebackup.problem.Failure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads sessions and their bundles back from the database. Thread-safe. */
final class SessionRows {
    private final JdbcClient database;

    SessionRows(JdbcClient database) {
        this.database = database;
    }

    Optional<SessionSnapshot> find(String sessionId) {
        return database.sql("select * from session where session_id = ?")
                .param(sessionId)
                .query((row, n) -> session(row))
                .optional();
    }

    /** All that were neither released nor had expired. */
    List<SessionSnapshot> live() {
        return database.sql("select * from session where state not in ('RELEASED', 'EXPIRED') order by id")
                .query((row, n) -> session(row))
                .list();
    }

    /** A caller's sessions, newest first, older than {@code before}. */
    List<SessionSnapshot> page(
            String owner,
            @Nullable SessionState state,
            @Nullable SessionType type,
            @Nullable String bundle,
            long before,
            int limit) {
        return database.sql("""
                        select * from session s where owner = :owner and id < :before
                          and (:state is null or state = :state) and (:type is null or type = :type)
                          and (:bundle is null or exists (select 1 from bundle b where b.session = s.id and b.name = :bundle))
                        order by id desc limit :limit""")
                .param("owner", owner)
                .param("before", before)
                .param("state", state == null ? null : state.name())
                .param("type", type == null ? null : type.name())
                .param("bundle", bundle)
                .param("limit", limit)
                .query((row, n) -> session(row))
                .list();
    }

    /** How many sessions and appends there ever were: where the numbering goes on. */
    long highest(String column, String table) {
        return database.sql("select coalesce(max(" + column + "), 0) from " + table)
                .query(Long.class)
                .single();
    }

    private SessionSnapshot session(ResultSet row) throws SQLException {
        var key = row.getLong("id");
        var bundles = new LinkedHashMap<String, BundleSnapshot>();
        database.sql("select * from bundle where session = ? order by ticket")
                .param(key)
                .query((bundle, n) -> bundle(bundle))
                .list()
                .forEach(b -> bundles.put(b.name(), b));
        return new SessionSnapshot(
                key,
                row.getString("session_id"),
                row.getString("owner"),
                SessionType.valueOf(row.getString("type")),
                SessionState.valueOf(row.getString("state")),
                constant(Ending.class, row.getString("closing")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                time(row, "ended_at"),
                Duration.ofMillis(row.getLong("idle_timeout")),
                row.getLong("last_seq"),
                new SizeQuery(
                        row.getLong("sizes_after"),
                        row.getLong("sizes_last"),
                        row.getBoolean("sizes_precise"),
                        SizeQueryText.read(row.getString("sizes_remaining"))),
                bundles);
    }

    private static BundleSnapshot bundle(ResultSet row) throws SQLException {
        return new BundleSnapshot(
                row.getString("name"),
                new BundleSnapshot.Appended(
                        row.getLong("ticket"),
                        row.getString("parameters"),
                        row.getString("info"),
                        Instant.ofEpochMilli(row.getLong("queued_at"))),
                standing(row),
                new BundleSnapshot.Steering(row.getInt("priority"), timer(row), row.getInt("send_rate")),
                counts(row));
    }

    private static BundleSnapshot.Standing standing(ResultSet row) throws SQLException {
        return new BundleSnapshot.Standing(
                BundleState.valueOf(row.getString("state")),
                constant(Phase.class, row.getString("phase")),
                constant(Outcome.class, row.getString("outcome")),
                failure(row),
                constant(Ending.class, row.getString("ending")),
                number(row, "last_incremental_time"),
                time(row, "began_at"),
                time(row, "ended_at"));
    }

    private static WorkTimer timer(ResultSet row) throws SQLException {
        return new WorkTimer(
                Duration.ofMillis(row.getLong("timer_limit")),
                row.getBoolean("timer_explicit"),
                Duration.ofMillis(row.getLong("timer_used")),
                time(row, "timer_since"));
    }

    private static FileCounts counts(ResultSet row) throws SQLException {
        var files = number(row, "files_total");
        var bytes = number(row, "bytes_total");
        return new FileCounts(
                files == null || bytes == null ? null : new FileCounts.Tally(files, bytes),
                new FileCounts.Tally(row.getLong("files_ready"), row.getLong("bytes_ready")),
                new FileCounts.Tally(row.getLong("files_closed"), row.getLong("bytes_closed")),
                row.getLong("failed_count"),
                row.getInt("open_files"),
                row.getInt("stale_files"),
                row.getBoolean("index_announced"),
                row.getBoolean("reported"));
    }

    private static @Nullable Failure failure(ResultSet row) throws SQLException {
        var code = number(row, "err_code");
        return code == null
                ? null
                : new Failure(
                        code.intValue(),
                        row.getString("err_message"),
                        row.getString("err_path"),
                        row.getString("err_uri"));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        var value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var value = number(row, column);
        return value == null ? null : Instant.ofEpochMilli(value);
    }

    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String name) {
        return name == null ? null : Enum.valueOf(type, name);
    }
}
