package io.bundlebackup.session;

import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.LastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is kept of ended sessions, and for how long. Thread-safe. */
final class History implements BundleHistory {
    private static final Logger log = LoggerFactory.getLogger(History.class);
    private static final int ROWS_AT_ONCE = 2_000;
    private static final String FORGETTABLE = "s.state in ('RELEASED', 'EXPIRED') and s.ended_at < ?";
    private static final String OUTDATED_CHANGES = """
            delete from tree_change where id in (select c.id from outdated_change o
              join tree_change c on c.session = o.session and c.bundle = o.bundle and c.id < o.up_to limit ?)""";
    private static final String REPLIES = """
            delete from reply where (caller, method, path, key) in
              (select caller, method, path, key from reply where kept_at < ? limit ?)""";
    private static final String HIDE = "update session set owner = '' where id in (select s.id from session s where "
            + FORGETTABLE + " and s.owner <> '' limit ?)";
    private static final String SESSIONS =
            "delete from session where id in (select s.id from session s where " + FORGETTABLE + " limit ?)";

    /** What an ended session may have many rows of; with it goes what else it has. */
    private static final List<String> PARTS = List.of(
            part("event", "session, seq"),
            part("file", "session, bundle, uri"),
            part("superseded", "session, bundle, uri, sha256"),
            part("failed_file", "id"),
            part("tree_change", "id"),
            part("bundle", "session, name"));

    private final JdbcClient readers;
    private final JdbcClient writer;
    private final Duration kept;

    History(JdbcClient readers, JdbcClient writer, Duration kept) {
        this.readers = readers;
        this.writer = writer;
        this.kept = kept;
    }

    /**
     * Forgets ended sessions and answers that are older than the history, and what earlier dry runs found; some thousand rows at a time, and
     * as long as that takes nothing, because the journal waits meanwhile. An interrupt ends it between two such steps.
     */
    void forget(Instant now) {
        var before = now.minus(kept).toEpochMilli();
        try {
            inSteps(OUTDATED_CHANGES);
            inSteps(REPLIES, before);
            // Nobody reads a session of which a part is gone.
            inSteps(HIDE, before);
            for (var part : PARTS) {
                inSteps(part, before);
            }
            inSteps(SESSIONS, before);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            log.warn("The history could not be shortened; that is tried again in some minutes: {}", e.getMessage());
        }
    }

    private void inSteps(String sql, Object... values) throws InterruptedException {
        int rows;
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var begun = System.nanoTime();
            rows = writer.sql(sql).params(values).param(ROWS_AT_ONCE).update();
            if (rows == ROWS_AT_ONCE) {
                LockSupport.parkNanos(System.nanoTime() - begun);
            }
        } while (rows == ROWS_AT_ONCE);
    }

    private static String part(String table, String key) {
        var columns = Stream.of(key.split(", ")).map(column -> "p." + column).collect(Collectors.joining(", "));
        return "delete from " + table + " where (" + key + ") in (select " + columns + " from " + table
                + " p join session s on s.id = p.session where " + FORGETTABLE + " limit ?)";
    }

    @Override
    public Optional<LastRun> lastBackup(String bundleName) {
        return last(bundleName, "backup");
    }

    @Override
    public Optional<Instant> lastCompletedBackup(String bundleName) {
        return last(bundleName, "completed").map(LastRun::endedAt);
    }

    @Override
    public Optional<LastRun> lastRestore(String bundleName) {
        return last(bundleName, "restore");
    }

    private Optional<LastRun> last(String bundleName, String kind) {
        return readers.sql("select * from last_run where bundle = ? and kind = ?")
                .params(bundleName, kind)
                .query((row, n) -> {
                    var time = row.getLong("last_incremental_time");
                    var known = !row.wasNull();
                    return new LastRun(
                            row.getString("session_id"),
                            SessionType.valueOf(row.getString("type")).wire(),
                            Outcome.valueOf(row.getString("outcome")).wire(),
                            Instant.ofEpochMilli(row.getLong("ended_at")),
                            row.getLong("bytes"),
                            row.getLong("files"),
                            row.getLong("failed_count"),
                            known ? time : null);
                })
                .optional();
    }
}
