package io.bundlebackup.session;

import io.bundlebackup.problem.ProblemException;
import io.bundlebackup.session.BundleReport.FoundChange;
import io.bundlebackup.session.state.BundleId;
import io.bundlebackup.session.state.BundleSnapshot;
import io.bundlebackup.session.state.FailedFile;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the reports of bundles, for as long as their sessions can be read. Thread-safe. */
public final class BundleReports {
    private final Sessions sessions;
    private final JdbcClient database;
    private final ReaderPlaces places;

    BundleReports(Sessions sessions, JdbcClient database, ReaderPlaces places) {
        this.sessions = sessions;
        this.database = database;
        this.places = places;
    }

    /**
     * Which page.
     *
     * @param after the {@link BundleReport#next} of the page before, or 0
     * @param patience how long to wait for the end of the bundle
     */
    public record Query(long after, int limit, Duration patience) {}

    /**
     * The report of a bundle that has ended or was tried, or, when the patience is over, of one that was not.
     *
     * @throws ProblemException {@code too-many-requests} if the caller has as many waiting requests as its share
     */
    public BundleReport read(String owner, BundleId bundle, Query query) throws InterruptedException {
        var found = sessions.find(owner, bundle.sessionId());
        var seen = found.snapshot().requireBundle(bundle.name());
        var session = found.live();
        if (!isOver(seen) && session != null && !query.patience().isZero()) {
            try (var _ = places.enter(owner)) {
                session.await(s -> isOver(s.requireBundle(bundle.name())), query.patience());
            }
            seen = session.snapshot().requireBundle(bundle.name());
        }
        var key = found.snapshot().key();
        if (!seen.ended() && seen.dryRun() != null) {
            return tried(seen, key, query);
        }
        var rows = failed(key, bundle.name(), query.after(), query.limit() + 1);
        var page = rows.subList(0, Math.min(rows.size(), query.limit()));
        return new BundleReport(
                seen,
                page,
                List.of(),
                page.size() < rows.size() ? page.getLast().number() : null);
    }

    /** First what failed, then what would change. The number of a failure is negative where it is what the next page comes after. */
    private BundleReport tried(BundleSnapshot seen, long key, Query query) {
        int limit = query.limit();
        var failed = query.after() > 0 ? List.<FailedFile>of() : failed(key, seen.name(), -query.after(), limit + 1);
        if (failed.size() > limit) {
            var page = failed.subList(0, limit);
            return new BundleReport(seen, page, List.of(), -page.getLast().number());
        }
        int room = limit - failed.size();
        var changes = changes(key, seen.name(), Math.max(0, query.after()), room + 1);
        var page = changes.subList(0, Math.min(changes.size(), room));
        @Nullable Long next = null;
        if (page.size() < changes.size()) {
            next = page.isEmpty() ? -failed.getLast().number() : page.getLast().number();
        }
        return new BundleReport(seen, failed, page, next);
    }

    private static boolean isOver(BundleSnapshot bundle) {
        return bundle.ended() || bundle.dryRun() != null;
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
                          where session = :session and bundle = :bundle and id > max(:after, coalesce(
                            (select up_to from outdated_failure where session = :session and bundle = :bundle), 0))
                          order by id limit :limit""")
                .param("session", session)
                .param("bundle", bundle)
                .param("after", after)
                .param("limit", limit)
                .query((row, n) -> new FailedFile(
                        row.getLong("id"), row.getString("path"), row.getInt("code"), row.getString("message")))
                .list();
    }
}
