package io.bundlebackup.session.store;

import io.bundlebackup.bundle.BundleHistory;
import io.bundlebackup.bundle.LastRun;
import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.state.Outcome;
import io.bundlebackup.session.state.SessionType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is kept of ended sessions and of answers, how much of it for one caller, and for how long. Thread-safe. */
public final class History implements BundleHistory {
    private static final Logger log = LoggerFactory.getLogger(History.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final int MANY = 1_000;
    private static final int ROWS_AT_ONCE = 2_000;
    private static final String ENDED = "state in ('RELEASED', 'EXPIRED') and owner <> ''";
    private static final String HIDDEN = "s.owner = ''";
    private static final String OUTDATED_CHANGES = """
            delete from tree_change where id in (select c.id from outdated_change o
              join tree_change c on c.session = o.session and c.bundle = o.bundle and c.id < o.up_to limit ?)""";
    private static final String OUTDATED_FAILURES = """
            delete from failed_file where id in (select f.id from outdated_failure o
              join failed_file f on f.session = o.session and f.bundle = o.bundle and f.id < o.up_to limit ?)""";
    private static final String REPLIES = """
            delete from reply where (caller, method, path, key) in
              (select caller, method, path, key from reply where kept_at < ? limit ?)""";
    private static final String ANSWERS_ABOVE_SHARE = """
            select caller, max(kept_at) as up_to from
              (select caller, kept_at, row_number() over newest as place, sum(octet_length(body)) over newest as bytes from reply
                window newest as (partition by caller order by kept_at desc rows unbounded preceding))
              where place > ? or bytes > ? group by caller""";
    private static final String REPLIES_OF_CALLER = """
            delete from reply where (caller, method, path, key) in
              (select caller, method, path, key from reply where caller = ? and kept_at <= ? limit ?)""";
    private static final String SESSIONS_ABOVE_SHARE = """
            select caller, max(ended_at) as up_to from
              (select owner as caller, ended_at, row_number() over (partition by owner order by ended_at desc) as place from session
                where %s)
              where place > ? group by caller""".formatted(ENDED);
    private static final String OLD = ENDED + " and ended_at < ?";
    private static final String OLD_OF_CALLER = ENDED + " and owner = ? and ended_at <= ?";
    /** Readers of a caller's events have missed something if they are not past this position. */
    private static final String REMEMBER_POSITION = """
            insert into forgotten (owner, position) select owner, max(changed) from session where id in (%s) group by owner
              on conflict (owner) do update set position = max(position, excluded.position)""";

    private static final String HIDE = "update session set owner = '' where id in (%s)";
    private static final String SESSIONS =
            "delete from session where id in (select s.id from session s where " + HIDDEN + " limit ?)";

    /** What an ended session may have many rows of; with it goes what else it has. */
    private static final List<String> PARTS = List.of(
            part("event", "session, seq"),
            part("file", "session, bundle, uri"),
            part("superseded", "session, bundle, uri, sha256"),
            part("failed_file", "id"),
            part("tree_change", "id"),
            part("bundle", "session, name"));

    private final JdbcClient readers;
    private final DatabaseWrites writer;
    private final Duration kept;
    private final Share share;
    private @Nullable Look last;

    /** What there was when this last forgot something, or found nothing to forget. */
    private record Look(Instant at, long newestSession) {}

    /**
     * What is kept for one caller, the newest first.
     *
     * @param answerBytes bytes of the bodies of all its answers
     */
    public record Share(int answers, long answerBytes, int endedSessions) {
        public static final Share DEFAULT = new Share(10_000, 64L << 20, 10_000);
    }

    public History(JdbcClient readers, DatabaseWrites writer, Duration kept) {
        this(readers, writer, kept, Share.DEFAULT);
    }

    public History(JdbcClient readers, DatabaseWrites writer, Duration kept, Share share) {
        this.readers = readers;
        this.writer = writer;
        this.kept = kept;
        this.share = share;
    }

    /**
     * Forgets what is to be forgotten, if the last time was ten minutes ago or if a thousand answers or sessions were added since. May be
     * called every few seconds, by one thread at a time.
     */
    public void forgetInTime(Instant now) {
        try {
            var look = new Look(now, newestSession());
            if (last == null || isDue(last, look)) {
                last = look;
                forget(now);
            }
        } catch (DataAccessException e) {
            log.warn("The history could not be read; that is tried again in some seconds: {}", e.getMessage());
        }
    }

    private boolean isDue(Look before, Look now) {
        return Duration.between(before.at, now.at).compareTo(EVERY) >= 0
                || now.newestSession - before.newestSession >= MANY
                || answersSince(before.at) >= MANY;
    }

    private long newestSession() {
        return readers.sql("select coalesce(max(id), 0) from session")
                .query(Long.class)
                .single();
    }

    private long answersSince(Instant time) {
        return readers.sql("select count(*) from reply where kept_at >= ?")
                .param(time.toEpochMilli())
                .query(Long.class)
                .single();
    }

    /**
     * Forgets ended sessions and answers that are older than the history or above their caller's share, and what earlier dry runs found; some
     * thousand rows at a time, and as long as that takes nothing, because other writes wait meanwhile. An interrupt ends it between two such steps.
     */
    public void forget(Instant now) {
        var before = now.minus(kept).toEpochMilli();
        try {
            inSteps(OUTDATED_CHANGES);
            inSteps(OUTDATED_FAILURES);
            inSteps(REPLIES, before);
            inSteps(REPLIES_OF_CALLER, above(ANSWERS_ABOVE_SHARE, share.answers, share.answerBytes));
            // Nobody reads a session of which a part is gone.
            hide(OLD, before);
            for (var above : above(SESSIONS_ABOVE_SHARE, share.endedSessions)) {
                hide(OLD_OF_CALLER, above.caller, above.upTo);
            }
            for (var part : PARTS) {
                inSteps(part);
            }
            inSteps(SESSIONS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException | ProblemException e) {
            log.warn("The history could not be shortened; that is tried again in some minutes: {}", e.getMessage());
        }
    }

    /** What a caller has above its share: all that is not younger. */
    private record Above(String caller, long upTo) {}

    private List<Above> above(String sql, Object... most) {
        return readers.sql(sql)
                .params(most)
                .query((row, n) -> new Above(row.getString("caller"), row.getLong("up_to")))
                .list();
    }

    private void hide(String which, Object... values) throws InterruptedException {
        var some = "select id from session where " + which + " order by id limit ?";
        inSteps(database -> {
            update(database, REMEMBER_POSITION.formatted(some), values);
            return update(database, HIDE.formatted(some), values);
        });
    }

    private void inSteps(String sql, List<Above> callers) throws InterruptedException {
        for (var above : callers) {
            inSteps(sql, above.caller, above.upTo);
        }
    }

    private void inSteps(String sql, Object... values) throws InterruptedException {
        inSteps(database -> update(database, sql, values));
    }

    private static int update(JdbcClient database, String sql, Object... values) {
        return database.sql(sql).params(values).param(ROWS_AT_ONCE).update();
    }

    /** @param step returns how many rows it wrote */
    private void inSteps(Function<JdbcClient, Integer> step) throws InterruptedException {
        int rows;
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            var begun = System.nanoTime();
            rows = writer.write(step);
            if (rows == ROWS_AT_ONCE) {
                LockSupport.parkNanos(System.nanoTime() - begun);
            }
        } while (rows == ROWS_AT_ONCE);
    }

    private static String part(String table, String key) {
        var columns = Stream.of(key.split(", ")).map(column -> "p." + column).collect(Collectors.joining(", "));
        return "delete from " + table + " where (" + key + ") in (select " + columns + " from " + table
                + " p join session s on s.id = p.session where " + HIDDEN + " limit ?)";
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
