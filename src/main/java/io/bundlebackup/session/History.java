package io.bundlebackup.session;

import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.LastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is kept of ended sessions, and for how long. Thread-safe. */
final class History implements BundleHistory {
    private static final int SESSIONS_AT_ONCE = 20;

    private final JdbcClient readers;
    private final JdbcClient writer;
    private final Duration kept;

    History(JdbcClient readers, JdbcClient writer, Duration kept) {
        this.readers = readers;
        this.writer = writer;
        this.kept = kept;
    }

    /** Forgets ended sessions and answers that are older than the history; a few at a time, because the journal waits meanwhile. */
    void forget(Instant now) {
        var before = now.minus(kept).toEpochMilli();
        int forgotten;
        do {
            forgotten = writer.sql("""
                            delete from session where id in (select id from session
                              where state in ('RELEASED', 'EXPIRED') and ended_at < ? limit ?)""").params(before, SESSIONS_AT_ONCE).update();
        } while (forgotten == SESSIONS_AT_ONCE);
        writer.sql("delete from reply where kept_at < ?").param(before).update();
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
