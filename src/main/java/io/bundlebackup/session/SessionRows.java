package io.bundlebackup.session;

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
                .query((bundle, n) -> BundleRow.read(bundle))
                .list()
                .forEach(b -> bundles.put(b.name(), b));
        return new SessionSnapshot(
                key,
                row.getString("session_id"),
                row.getString("owner"),
                SessionType.valueOf(row.getString("type")),
                SessionState.valueOf(row.getString("state")),
                BundleRow.constant(Ending.class, row.getString("closing")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                BundleRow.time(row, "ended_at"),
                Duration.ofMillis(row.getLong("idle_timeout")),
                row.getLong("last_seq"),
                new SizeQuery(
                        row.getLong("sizes_after"),
                        row.getLong("sizes_last"),
                        row.getBoolean("sizes_precise"),
                        SizeQueryText.read(row.getString("sizes_remaining"))),
                bundles);
    }
}
