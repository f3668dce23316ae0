package io.bundlebackup.session.store;

import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.Ending;
import io.bundlebackup.session.state.SessionSnapshot;
import io.bundlebackup.session.state.SessionState;
import io.bundlebackup.session.state.SessionType;
import io.bundlebackup.session.state.SizeQuery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads sessions and their bundles from the database. The bundles are read when the connection for the sessions was given back: threads
 * that hold a connection and wait for another would block each other. Thread-safe.
 */
public final class SessionRows {
    /** Inserts or updates what {@link #of} gives. */
    static final String INSERT = """
            insert into session (id, session_id, owner, type, state, closing, created_at, ended_at, idle_timeout, last_seq, changed)
            values (?,?,?,?,?,?,?,?,?,?,?)
            on conflict (id) do update set state = excluded.state, closing = excluded.closing,
              ended_at = excluded.ended_at, last_seq = excluded.last_seq, changed = excluded.changed""";

    private static final int SESSIONS_AT_ONCE = 500;

    private final JdbcClient database;

    public SessionRows(JdbcClient database) {
        this.database = database;
    }

    public Optional<SessionSnapshot> find(String sessionId) {
        var found = database.sql("select * from session where session_id = ?")
                .param(sessionId)
                .query((row, n) -> session(row))
                .list();
        return withBundles(found).stream().findFirst();
    }

    /** All sessions that are neither released nor expired. */
    public List<SessionSnapshot> live() {
        return withBundles(database.sql("select * from session where state not in ('RELEASED', 'EXPIRED') order by id")
                .query((row, n) -> session(row))
                .list());
    }

    /** A caller's sessions, newest first, older than {@code before}. */
    public List<SessionSnapshot> page(
            String owner,
            @Nullable SessionState state,
            @Nullable SessionType type,
            @Nullable String bundle,
            long before,
            int limit) {
        return withBundles(database.sql("""
                        select * from session s where owner = :owner and id < :before
                          and (:state is null or state = :state) and (:type is null or type = :type)
                          and (:bundle is null or exists (select 1 from bundle b where b.session = s.id
                              and (b.name = :bundle or b.restore_target = :bundle)))
                        order by id desc limit :limit""")
                .param("owner", owner)
                .param("before", before)
                .param("state", state == null ? null : state.name())
                .param("type", type == null ? null : type.name())
                .param("bundle", bundle)
                .param("limit", limit)
                .query((row, n) -> session(row))
                .list());
    }

    /** The highest number that a column has, from which the numbering continues; 0 without rows. */
    public long highest(String column, String table) {
        return database.sql("select coalesce(max(" + column + "), 0) from " + table)
                .query(Long.class)
                .single();
    }

    private List<SessionSnapshot> withBundles(List<SessionSnapshot> sessions) {
        var all = new ArrayList<SessionSnapshot>(sessions.size());
        for (int i = 0; i < sessions.size(); i += SESSIONS_AT_ONCE) {
            var some = sessions.subList(i, Math.min(i + SESSIONS_AT_ONCE, sessions.size()));
            var bundles = bundles(some.stream().map(SessionSnapshot::key).toList());
            some.forEach(s -> all.add(s.with(s.lastSeq(), bundles.getOrDefault(s.key(), List.of()))));
        }
        return all;
    }

    /** In the order in which they were appended. */
    private Map<Long, List<BundleSnapshot>> bundles(List<Long> sessions) {
        var found = new HashMap<Long, List<BundleSnapshot>>();
        database.sql("select * from bundle where session in (:sessions) order by ticket")
                .param("sessions", sessions)
                .query(row -> {
                    found.computeIfAbsent(row.getLong("session"), _ -> new ArrayList<>())
                            .add(BundleRow.read(row));
                });
        return found;
    }

    /** Without its bundles. */
    private SessionSnapshot session(ResultSet row) throws SQLException {
        return new SessionSnapshot(
                row.getLong("id"),
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
                new LinkedHashMap<>());
    }

    /** @param position of the last change, in the order of all sessions */
    static Object[] of(SessionSnapshot s, long position) {
        return new Object[] {
            s.key(),
            s.id(),
            s.owner(),
            s.type(),
            s.state(),
            s.closing(),
            s.createdAt(),
            s.endedAt(),
            s.idleTimeout().toMillis(),
            s.lastSeq(),
            position
        };
    }
}
