package io.bundlebackup.session;

import io.bundlebackup.session.BundleReport.FoundChange;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the reports of bundles, for as long as their sessions can be read. Thread-safe. */
public final class BundleReports {
    private final Sessions sessions;
    private final LiveSessions live;
    private final JdbcClient database;

    BundleReports(Sessions sessions, LiveSessions live, JdbcClient database) {
        this.sessions = sessions;
        this.live = live;
        this.database = database;
    }

    /**
     * Which page.
     *
     * @param after the {@link BundleReport#next} of the page before, or 0
     * @param patience how long to wait for the end of the bundle
     */
    public record Query(long after, int limit, Duration patience) {}

    /** The report of a bundle that has ended or was tried, or, when the patience is over, of one that was not. */
    public BundleReport read(String owner, String sessionId, String bundle, Query query) throws InterruptedException {
        var seen = sessions.bundle(owner, sessionId, bundle);
        var session = live.find(sessionId);
        if (!isOver(seen) && session != null) {
            session.await(s -> isOver(s, bundle), query.patience());
            seen = sessions.bundle(owner, sessionId, bundle);
        }
        var key = sessions.get(owner, sessionId).key();
        if (!seen.ended() && seen.tried() != null) {
            var found = changes(key, bundle, query.after(), query.limit() + 1);
            var page = found.subList(0, Math.min(found.size(), query.limit()));
            return new BundleReport(
                    seen,
                    List.of(),
                    page,
                    page.size() < found.size() ? page.getLast().number() : null);
        }
        var found = failed(key, bundle, query.after(), query.limit() + 1);
        var page = found.subList(0, Math.min(found.size(), query.limit()));
        return new BundleReport(
                seen,
                page,
                List.of(),
                page.size() < found.size() ? page.getLast().number() : null);
    }

    private static boolean isOver(SessionSnapshot session, String bundle) {
        var now = session.bundle(bundle);
        return now == null || isOver(now);
    }

    private static boolean isOver(BundleSnapshot bundle) {
        return bundle.ended() || bundle.tried() != null;
    }

    private List<FoundChange> changes(long session, String bundle, long after, int limit) {
        return database.sql("""
                        select id, path, change from tree_change
                          where session = :session and bundle = :bundle and id > max(:after, coalesce(
                            (select up_to from outdated_change where session = :session and bundle = :bundle), 0))
                          order by id limit :limit""")
                .param("session", session)
                .param("bundle", bundle)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> new FoundChange(row.getLong("id"), row.getString("path"), row.getString("change")))
                .list();
    }

    private List<FailedFile> failed(long session, String bundle, long after, int limit) {
        return database.sql("""
                        select id, path, code, message from failed_file
                          where session = ? and bundle = ? and id > ? order by id limit ?""")
                .params(session, bundle, after, limit)
                .query((row, n) -> new FailedFile(
                        row.getLong("id"), row.getString("path"), row.getInt("code"), row.getString("message")))
                .list();
    }
}
